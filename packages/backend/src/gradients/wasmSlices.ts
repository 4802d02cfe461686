import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Tensor, TypedArray } from '@tensorflow/tfjs-core'
import {
  backend,
  backend_util,
  engine,
  Identity,
  reshape,
  Slice,
  SplitV,
  slice,
  slice_util,
  Unpack,
  util,
} from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/*
 * wasm's own kernels copy a whole tensor out of the heap to cut a part from it, so that a tensor cut into n parts is
 * read n times (37 MB into 16: 450 ms, against 10 here), and copy a tensor that is only to be kept.
 */

/** Copies the box that lies at `begin` in a tensor of a shape, in runs of what lies side by side. */
function copyBox(
  from: TypedArray,
  shape: readonly number[],
  to: TypedArray,
  begin: readonly number[],
  size: readonly number[],
): void {
  let axis = shape.length - 1
  let inner = 1
  while (axis > 0 && size[axis] === shape[axis]) inner *= shape[axis--] as number
  const run = (size[axis] as number) * inner
  const strides = util.computeStrides([...shape, 1])
  const place = begin.slice(0, axis)
  const start = (begin[axis] as number) * inner
  for (let written = 0; written < to.length; written += run) {
    const offset = place.reduce((sum, index, d) => sum + index * (strides[d] as number), start)
    to.set(from.subarray(offset, offset + run), written)
    for (let d = axis - 1; d >= 0; d--) {
      place[d] = (place[d] as number) + 1
      if ((place[d] as number) < (begin[d] as number) + (size[d] as number)) break
      place[d] = begin[d] as number
    }
  }
}

export const wasmSlice: SuppliedKernel = {
  kernelName: Slice,
  backends: ['wasm'],
  compute: (inputs, attributes, original) => {
    const x = inputs.x as Tensor
    if (x.dtype === 'string' || x.rank === 0) return original(inputs)
    const [begin, size] = slice_util.parseSliceParams(
      x,
      attributes.begin as number[],
      attributes.size as number[],
    ) as [number[], number[]]
    const wasm = backend() as BackendWasm
    // Made first: the heap may move, and views of it go.
    const part = wasm.makeOutput(size, x.dtype)
    copyBox(wasm.typedArrayFromHeap(x), x.shape, wasm.typedArrayFromHeap(part), begin, size)
    return engine().makeTensorFromTensorInfo(part)
  },
}

/** The parts of a tensor along an axis. */
function cut(x: Tensor, axis: number, lengths: readonly number[]): Tensor[] {
  const before = x.shape.map(() => 0)
  return lengths.map(length => {
    const size = [...x.shape]
    size[axis] = length
    const part = slice(x, [...before], size)
    before[axis] = (before[axis] as number) + length
    return part
  })
}

export const wasmSplit: SuppliedKernel = {
  kernelName: SplitV,
  backends: ['wasm'],
  compute: (inputs, { numOrSizeSplits, axis }) => {
    const x = inputs.x as Tensor
    const [along] = util.parseAxisParam(axis as number, x.shape) as [number]
    return cut(x, along, backend_util.prepareSplitSize(x, numOrSizeSplits as number[] | number, along))
  },
}

export const wasmUnstack: SuppliedKernel = {
  kernelName: Unpack,
  backends: ['wasm'],
  compute: (inputs, { axis }) => {
    const x = inputs.value as Tensor
    const [along] = util.parseAxisParam(axis as number, x.shape) as [number]
    const others = x.shape.filter((_, d) => d !== along)
    const ones = Array.from({ length: x.shape[along] as number }, () => 1)
    return cut(x, along, ones).map(part => reshape(part, others))
  },
}

/** A reshaped tensor shares the data. */
export const wasmIdentity: SuppliedKernel = {
  kernelName: Identity,
  backends: ['wasm'],
  compute: (inputs, _attributes, original) => {
    const x = inputs.x as Tensor
    return x.dtype === 'string' ? original(inputs) : reshape(x, x.shape)
  },
}
