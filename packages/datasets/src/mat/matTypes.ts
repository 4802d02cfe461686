/** The arrays of numbers that a MATLAB file may hold. */
export type MatData =
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
  readonly view: (buffer: ArrayBuffer) => MatData
  /** The same numbers as this type. */
  readonly convert: (values: MatData) => MatData
}

const isBig = (values: MatData): values is BigInt64Array | BigUint64Array =>
  values instanceof BigInt64Array || values instanceof BigUint64Array

const numbers = (values: MatData): ArrayLike<number> => (isBig(values) ? Array.from(values, Number) : values)

const bigInts = (values: MatData): bigint[] => Array.from<number | bigint, bigint>(values, BigInt)

const int8: NumberType = {
  width: 1,
  view: buffer => new Int8Array(buffer),
  convert: values => Int8Array.from(numbers(values)),
}
const uint8: NumberType = {
  width: 1,
  view: buffer => new Uint8Array(buffer),
  convert: values => Uint8Array.from(numbers(values)),
}
const int16: NumberType = {
  width: 2,
  view: buffer => new Int16Array(buffer),
  convert: values => Int16Array.from(numbers(values)),
}
const uint16: NumberType = {
  width: 2,
  view: buffer => new Uint16Array(buffer),
  convert: values => Uint16Array.from(numbers(values)),
}
const int32: NumberType = {
  width: 4,
  view: buffer => new Int32Array(buffer),
  convert: values => Int32Array.from(numbers(values)),
}
const uint32: NumberType = {
  width: 4,
  view: buffer => new Uint32Array(buffer),
  convert: values => Uint32Array.from(numbers(values)),
}
const single: NumberType = {
  width: 4,
  view: buffer => new Float32Array(buffer),
  convert: values => Float32Array.from(numbers(values)),
}
const double: NumberType = {
  width: 8,
  view: buffer => new Float64Array(buffer),
  convert: values => Float64Array.from(numbers(values)),
}
const int64: NumberType = {
  width: 8,
  view: buffer => new BigInt64Array(buffer),
  convert: values => BigInt64Array.from(bigInts(values)),
}
const uint64: NumberType = {
  width: 8,
  view: buffer => new BigUint64Array(buffer),
  convert: values => BigUint64Array.from(bigInts(values)),
}

/** How an element's numbers are stored, by its `mi` type. */
export const storedAs: Readonly<Record<number, NumberType>> = {
  1: int8,
  2: uint8,
  3: int16,
  4: uint16,
  5: int32,
  6: uint32,
  7: single,
  9: double,
  12: int64,
  13: uint64,
}

/** What a variable is in MATLAB, by its `mx` class: its numbers may be stored in a smaller type. */
export const classes: Readonly<Record<number, NumberType>> = {
  6: double,
  7: single,
  8: int8,
  9: uint8,
  10: int16,
  11: uint16,
  12: int32,
  13: uint32,
  14: int64,
  15: uint64,
}
