import {
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  type NumberType,
  uint8,
  uint16,
  uint32,
  uint64,
} from '../binary/numbers.ts'

/** How an element's numbers are stored, by its `mi` type. */
export const storedAs: Readonly<Record<number, NumberType>> = {
  1: int8,
  2: uint8,
  3: int16,
  4: uint16,
  5: int32,
  6: uint32,
  7: float32,
  9: float64,
  12: int64,
  13: uint64,
}

/** What a variable is in MATLAB, by its `mx` class: its numbers may be stored in a smaller type. */
export const classes: Readonly<Record<number, NumberType>> = {
  6: float64,
  7: float32,
  8: int8,
  9: uint8,
  10: int16,
  11: uint16,
  12: int32,
  13: uint32,
  14: int64,
  15: uint64,
}
