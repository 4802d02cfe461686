/** The arrays of numbers that foreign files hold. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** How numbers of one type are kept in an array. */
export interface NumberType {
  /** Bytes for one number. */
  readonly width: number
  /** The numbers in a buffer, in the machine's byte order. */
  readonly view: (buffer: ArrayBuffer) => NumericArray
  /** The same numbers as this type. */
  readonly convert: (values: NumericArray) => NumericArray
}

const isBig = (values: NumericArray): values is BigInt64Array | BigUint64Array =>
  values instanceof BigInt64Array || values instanceof BigUint64Array

const numbers = (values: NumericArray): ArrayLike<number> =>
  isBig(values) ? Array.from(values, Number) : values

const bigInts = (values: NumericArray): bigint[] => Array.from<number | bigint, bigint>(values, BigInt)

export const int8: NumberType = {
  width: 1,
  view: buffer => new Int8Array(buffer),
  convert: values => Int8Array.from(numbers(values)),
}
export const uint8: NumberType = {
  width: 1,
  view: buffer => new Uint8Array(buffer),
  convert: values => Uint8Array.from(numbers(values)),
}
export const int16: NumberType = {
  width: 2,
  view: buffer => new Int16Array(buffer),
  convert: values => Int16Array.from(numbers(values)),
}
export const uint16: NumberType = {
  width: 2,
  view: buffer => new Uint16Array(buffer),
  convert: values => Uint16Array.from(numbers(values)),
}
export const int32: NumberType = {
  width: 4,
  view: buffer => new Int32Array(buffer),
  convert: values => Int32Array.from(numbers(values)),
}
export const uint32: NumberType = {
  width: 4,
  view: buffer => new Uint32Array(buffer),
  convert: values => Uint32Array.from(numbers(values)),
}
export const float32: NumberType = {
  width: 4,
  view: buffer => new Float32Array(buffer),
  convert: values => Float32Array.from(numbers(values)),
}
export const float64: NumberType = {
  width: 8,
  view: buffer => new Float64Array(buffer),
  convert: values => Float64Array.from(numbers(values)),
}
export const int64: NumberType = {
  width: 8,
  view: buffer => new BigInt64Array(buffer),
  convert: values => BigInt64Array.from(bigInts(values)),
}
export const uint64: NumberType = {
  width: 8,
  view: buffer => new BigUint64Array(buffer),
  convert: values => BigUint64Array.from(bigInts(values)),
}

const machineIsLittle = (): boolean => new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** A copy of the numbers that bytes hold in one byte order or the other. */
export function readNumbers(bytes: Uint8Array, { width, view }: NumberType, little: boolean): NumericArray {
  const copy = new Uint8Array(bytes)
  if (little !== machineIsLittle() && width > 1) {
    for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse()
  }
  return view(copy.buffer)
}
