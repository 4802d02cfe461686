import type { HostDtype, HostTensor } from './hostTensor.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** How a type that the format names is stored, and what it becomes on the host. */
export interface Stored {
  /** Bytes for one number. */
  readonly size: number
  /** The tensor of bytes that the caller gives away: they begin and end with the buffer under them. */
  readonly read: (bytes: Bytes, shape: readonly number[]) => HostTensor
}

/** Half precision: 1 sign bit, 5 of exponent (bias 15), 10 of mantissa. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + mantissa / 2 ** 10) * 2 ** (exponent - 15)
}

/** A bfloat16 is the upper half of a float32. */
function brainFloats({ buffer }: Bytes): Float32Array<ArrayBuffer> {
  const words = Uint32Array.from(new Uint16Array(buffer), half => half << 16)
  return new Float32Array(words.buffer)
}

/** By the format's name. F16 and BF16 become float32, which holds each of their numbers exactly. */
export const STORED: ReadonlyMap<string, Stored> = new Map<string, Stored>([
  [
    'F64',
    { size: 8, read: ({ buffer }, shape) => ({ dtype: 'float64', shape, data: new Float64Array(buffer) }) },
  ],
  [
    'F32',
    { size: 4, read: ({ buffer }, shape) => ({ dtype: 'float32', shape, data: new Float32Array(buffer) }) },
  ],
  [
    'F16',
    {
      size: 2,
      read: ({ buffer }, shape) => ({
        dtype: 'float32',
        shape,
        data: Float32Array.from(new Uint16Array(buffer), halfToFloat),
      }),
    },
  ],
  ['BF16', { size: 2, read: (bytes, shape) => ({ dtype: 'float32', shape, data: brainFloats(bytes) }) }],
  [
    'I64',
    { size: 8, read: ({ buffer }, shape) => ({ dtype: 'int64', shape, data: new BigInt64Array(buffer) }) },
  ],
  [
    'I32',
    { size: 4, read: ({ buffer }, shape) => ({ dtype: 'int32', shape, data: new Int32Array(buffer) }) },
  ],
  [
    'I16',
    { size: 2, read: ({ buffer }, shape) => ({ dtype: 'int16', shape, data: new Int16Array(buffer) }) },
  ],
  ['I8', { size: 1, read: ({ buffer }, shape) => ({ dtype: 'int8', shape, data: new Int8Array(buffer) }) }],
  ['U8', { size: 1, read: (data, shape) => ({ dtype: 'uint8', shape, data }) }],
  ['BOOL', { size: 1, read: (data, shape) => ({ dtype: 'bool', shape, data }) }],
])

/** The format's name of each type on the host. */
export const STORED_NAME: Readonly<Record<HostDtype, string>> = {
  float64: 'F64',
  float32: 'F32',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
}
