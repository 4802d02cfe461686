import { erfInv } from './errorFunction.ts'
import type { Key } from './key.ts'
import { uniform } from './uniform.ts'

const SQRT_2 = Math.fround(Math.SQRT2)

/** The float32 next to −1, so that no draw is −∞. */
const ABOVE_MINUS_ONE = -1 + 2 ** -24

/**
 * `size` draws of the standard normal distribution in float32: √2 · erf⁻¹(u), u uniform on (−1, 1).
 *
 * Within 3 units in the last place of `jax.random.normal` on a CPU (99 % of draws are equal, of 2 million):
 * XLA's logarithm is an approximation, the one here is JavaScript's, rounded to float32.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.normal(random.key(0), 4) // Float32Array of 4
 * ```
 */
export function normal(key: Key, size: number): Float32Array<ArrayBuffer> {
  const draws = uniform(key, size, { min: ABOVE_MINUS_ONE, max: 1 })
  for (let i = 0; i < size; i++) draws[i] = SQRT_2 * erfInv(draws[i] as number)
  return draws
}
