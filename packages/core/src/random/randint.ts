import { PlanishError } from '../errors.ts'
import { bits } from './bits.ts'
import type { Key } from './key.ts'
import { split } from './key.ts'

const isInt32 = (value: number): boolean => (value | 0) === value

/**
 * `size` integers from `min` (inclusive) to `max` (exclusive): 64 random bits modulo max − min (for
 * intervals above 2¹⁶, whose products overflow, 32 bits: a bias of at most (max − min) / 2³²). Bit-equal to
 * `jax.random.randint` with int32.
 *
 * @throws PlanishError `usage` unless min < max, both 32-bit integers
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.randint(random.key(0), 5, 0, 10) // Int32Array of 5 digits
 * ```
 */
export function randint(key: Key, size: number, min: number, max: number): Int32Array<ArrayBuffer> {
  if (!isInt32(min) || !isInt32(max) || min >= max) {
    throw new PlanishError('usage', `random integers need 32-bit integers min < max, not [${min}, ${max})`)
  }
  const [keyOfHigher, keyOfLower] = split(key)
  const higher = bits(keyOfHigher, size)
  const lower = bits(keyOfLower, size)
  const span = max - min
  const root = 2 ** 16 % span
  const multiplier = (Math.imul(root, root) >>> 0) % span
  const draws = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    const product = Math.imul((higher[i] as number) % span, multiplier)
    draws[i] = min + (((product + ((lower[i] as number) % span)) >>> 0) % span)
  }
  return draws
}
