import { PlanishError } from '../errors.ts'
import type { Key } from './key.ts'
import { checkKey } from './key.ts'
import { threefry2x32 } from './threefry.ts'

/** Counters enciphered at a time: the second word of a block needs no array of the full size. */
const BLOCK = 4096

/**
 * `size` uniform 32-bit words: both halves of each enciphered counter, combined by exclusive or. Bit-equal to
 * `jax.random.bits`.
 *
 * @throws PlanishError `usage` when `size` isn't an integer from 0 to 2³² − 1
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.bits(random.key(0), 3) // Uint32Array of 3
 * ```
 */
export function bits(key: Key, size: number): Uint32Array<ArrayBuffer> {
  checkKey(key)
  if (!Number.isInteger(size) || size < 0 || size >= 2 ** 32) {
    throw new PlanishError('usage', `the number of draws is an integer from 0 to 2^32 - 1, not ${size}`)
  }
  const words = new Uint32Array(size)
  const scratch = new Uint32Array(Math.min(BLOCK, size))
  for (let start = 0; start < size; start += BLOCK) {
    const high = words.subarray(start, start + BLOCK)
    const low = scratch.subarray(0, high.length)
    threefry2x32(key, 0, start, high, low)
    for (let i = 0; i < high.length; i++) high[i] = (high[i] as number) ^ (low[i] as number)
  }
  return words
}
