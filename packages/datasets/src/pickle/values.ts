import { PlanishError } from '@planish/core'
import type { NumericArray } from '../binary/numbers.ts'

/** An array of NumPy or a tensor of PyTorch, row-major whatever its order was. */
export interface PickledArray {
  readonly shape: readonly number[]
  /** NumPy's name of its numbers' type: `int64`, `uint8`, `float32`, `bool` (bytes of 0 and 1), … */
  readonly dtype: string
  readonly data: NumericArray
}

/** What a pickled dictionary is looked up by; bytes have become text, each byte a character. */
export type PickleKey = string | number | bigint | boolean | null

/**
 * What a pickle may hold here: lists and tuples are arrays, dictionaries `Map`s, whole numbers beyond 2⁵³ bigints.
 * Bytes, and what Python 2 took for text, are views of the file. What the pickle shares is shared.
 */
export type PickleValue =
  | PickleKey
  | Uint8Array
  | PickledArray
  | readonly PickleValue[]
  | ReadonlyMap<PickleKey, PickleValue>

/**
 * Whether a value of a pickle is an array of numbers.
 *
 * @example
 * ```ts
 * import { isPickledArray } from '@planish/datasets'
 *
 * isPickledArray([1, 2]) // false: a list
 * ```
 */
export const isPickledArray = (value: PickleValue | undefined): value is PickledArray =>
  typeof value === 'object' && value !== null && 'dtype' in value

export const refused = (
  message: string,
  hint = 'the file is damaged, cut off or of another kind',
): PlanishError => new PlanishError('format', `pickle: ${message}`, hint)

/** A character for each byte: Latin-1, which `TextDecoder` does not have. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}
