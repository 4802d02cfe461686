import {
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  type NumberType,
  type NumericArray,
  readNumbers,
  uint8,
  uint16,
  uint32,
  uint64,
} from '../binary/numbers.ts'
import { eachElement } from './eachElement.ts'
import { Dtype, type GrowingArray, type Part } from './parts.ts'
import { latin1, refused } from './values.ts'

interface Named {
  readonly dtype: string
  readonly type: NumberType
}

/** By NumPy's codes, the byte order apart. */
const types: Readonly<Record<string, Named>> = {
  b1: { dtype: 'bool', type: uint8 },
  i1: { dtype: 'int8', type: int8 },
  u1: { dtype: 'uint8', type: uint8 },
  i2: { dtype: 'int16', type: int16 },
  u2: { dtype: 'uint16', type: uint16 },
  i4: { dtype: 'int32', type: int32 },
  u4: { dtype: 'uint32', type: uint32 },
  i8: { dtype: 'int64', type: int64 },
  u8: { dtype: 'uint64', type: uint64 },
  f4: { dtype: 'float32', type: float32 },
  f8: { dtype: 'float64', type: float64 },
}

const namedType = ({ code }: Dtype): Named => {
  const named = Object.hasOwn(types, code) ? types[code] : undefined
  if (named === undefined) {
    throw refused(`numbers of NumPy's type "${code}"`, `read are ${Object.keys(types).join(', ')}`)
  }
  return named
}

/** A text as Python 2 and 3 write short ones. */
export function asText(part: Part | undefined, what: string): string {
  if (typeof part === 'string') return part
  if (part instanceof Uint8Array && part.length < 256) return latin1(part)
  throw refused(`${what} is no text`)
}

export function dtypeOf(args: readonly Part[]): Dtype {
  const dtype = new Dtype(asText(args[0], "a dtype's code"))
  namedType(dtype)
  return dtype
}

/** State: version, byte order, and what only structured types have. */
export function setByteOrder(dtype: Dtype, state: Part): void {
  const order = Array.isArray(state) ? asText(state[1], 'a byte order') : ''
  if (!['<', '>', '=', '|'].includes(order)) throw refused(`the byte order "${order}"`)
  dtype.little = order !== '>'
}

const isSide = (side: Part): side is number => Number.isSafeInteger(side) && (side as number) >= 0

export function shapeOf(part: Part | undefined): number[] {
  const sides = typeof part === 'number' ? [part] : part
  if (!Array.isArray(sides) || sides.length > 64 || !sides.every(isSide))
    throw refused('a shape that is none')
  return sides
}

const count = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/** The same numbers with the last index running fastest, where the first did. */
function rowMajor(data: NumericArray, shape: readonly number[], type: NumberType): NumericArray {
  const turned = type.view(new ArrayBuffer(data.byteLength))
  const strides = shape.map((_, axis) => count(shape.slice(0, axis)))
  eachElement(shape, strides, 0, (from, to) => {
    turned[to] = data[from] as number & bigint
  })
  return turned
}

/** Gives an array its content: the bytes of its numbers, in an order of its own. */
export function fillArray(
  array: GrowingArray,
  shape: readonly number[],
  dtype: Part | undefined,
  firstFastest: boolean,
  bytes: Part | undefined,
): void {
  if (!(dtype instanceof Dtype)) throw refused('an array without a dtype')
  if (!(bytes instanceof Uint8Array)) throw refused('an array whose content is not bytes')
  const { dtype: name, type } = namedType(dtype)
  const needed = count(shape) * type.width
  if (needed !== bytes.length) {
    throw refused(`an array of shape [${shape.join(', ')}] takes ${needed} bytes, it has ${bytes.length}`)
  }
  const data = readNumbers(bytes, type, dtype.little)
  array.fill(shape, name, firstFastest && shape.length > 1 ? rowMajor(data, shape, type) : data)
}

/** A single number. */
export function scalarOf(dtype: Part | undefined, bytes: Part | undefined): number | bigint | boolean {
  if (!(dtype instanceof Dtype) || !(bytes instanceof Uint8Array)) throw refused('a scalar that is none')
  const { dtype: name, type } = namedType(dtype)
  if (bytes.length !== type.width) throw refused(`a scalar of ${bytes.length} bytes, not ${type.width}`)
  const [value = 0] = readNumbers(bytes, type, dtype.little)
  if (name === 'bool') return value !== 0
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

export const widthOf = (dtype: Dtype): number => namedType(dtype).type.width
