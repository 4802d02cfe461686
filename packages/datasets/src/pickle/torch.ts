import { eachElement } from './eachElement.ts'
import { asText, fillArray, shapeOf, widthOf } from './numpy.ts'
import { Dtype, Global, GrowingArray, type Part, type Spend, Storage } from './parts.ts'
import { refused } from './values.ts'

/** NumPy's code of each class of storages. */
export const storageTypes: Readonly<Record<string, string>> = {
  'torch.BoolStorage': 'b1',
  'torch.ByteStorage': 'u1',
  'torch.CharStorage': 'i1',
  'torch.ShortStorage': 'i2',
  'torch.IntStorage': 'i4',
  'torch.LongStorage': 'i8',
  'torch.FloatStorage': 'f4',
  'torch.DoubleStorage': 'f8',
}

/**
 * The storage that a persistent id names: the word `storage`, its class, the name of its file, a device, and how many
 * numbers it has. `read` brings the file.
 */
export function storageOf(id: Part, read: (name: string) => Uint8Array, little: boolean): Storage {
  const [word, type, name] = Array.isArray(id) ? id : []
  const code = type instanceof Global ? storageTypes[type.name] : undefined
  if (word !== 'storage' || code === undefined) throw refused('a persistent id that is no storage')
  const dtype = new Dtype(code)
  dtype.little = little
  return new Storage(dtype, read(asText(name, "a storage's name")))
}

/** The bytes of a tensor one after the other, from a storage that it is a view of. */
function gather(
  { bytes, dtype }: Storage,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  spend: Spend,
): Uint8Array {
  const width = widthOf(dtype)
  const count = shape.reduce((product, side) => product * side, 1)
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * (strides[axis] ?? 0), offset)
  // A tensor that repeats its storage could be of any size.
  if (count * width > bytes.length || (count > 0 && (last + 1) * width > bytes.length)) {
    throw refused(`a tensor of shape [${shape.join(', ')}] beyond its storage of ${bytes.length} bytes`)
  }
  spend(2 * count * width)
  const gathered = new Uint8Array(count * width)
  eachElement(shape, strides, offset, (from, to) => {
    gathered.set(bytes.subarray(from * width, (from + 1) * width), to * width)
  })
  return gathered
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, …)`; what follows is for autograd. */
export function rebuildTensor([storage, offset, size, stride]: readonly Part[], spend: Spend): GrowingArray {
  const [shape, strides] = [shapeOf(size), shapeOf(stride)]
  const [start] = shapeOf([offset ?? null])
  if (!(storage instanceof Storage) || start === undefined || shape.length !== strides.length) {
    throw refused('a tensor that is none')
  }
  const tensor = new GrowingArray()
  fillArray(tensor, shape, storage.dtype, false, gather(storage, start, shape, strides, spend))
  return tensor
}
