import { PlanishError } from '../errors.ts'
import { erf, erfInv } from './errorFunction.ts'
import type { Key } from './key.ts'
import { uniform } from './uniform.ts'

const SQRT_2 = Math.fround(Math.SQRT2)

/** The float32 next above a float32; positive floats are ordered as their bits. */
function nextUp(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x
  const float = Float32Array.of(x === 0 ? 0 : x)
  const word = new Int32Array(float.buffer)
  word[0] = (word[0] as number) + (x >= 0 ? 1 : -1)
  return float[0] as number
}

/**
 * `size` float32 draws of the standard normal distribution on the open interval (lower, upper):
 * √2 · erf⁻¹(u), u uniform between erf(lower / √2) and erf(upper / √2). For N(μ, σ²) on (a, b) draw on
 * ((a − μ) / σ, (b − μ) / σ) and scale.
 *
 * Agrees with `jax.random.truncated_normal` as {@link normal} does with its own. Bounds beyond about 5 leave
 * float32 few values to draw from, there as here.
 *
 * @throws PlanishError `usage` unless lower < upper, with a float32 between them
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.truncatedNormal(random.key(0), -2, 2, 4) // Float32Array of 4
 * ```
 */
export function truncatedNormal(
  key: Key,
  lower: number,
  upper: number,
  size: number,
): Float32Array<ArrayBuffer> {
  const low = Math.fround(lower)
  const high = Math.fround(upper)
  const smallest = nextUp(low)
  const largest = -nextUp(-high)
  if (!(smallest <= largest)) {
    throw new PlanishError(
      'usage',
      `a truncated normal needs float32 room between its bounds ${lower} and ${upper}`,
    )
  }
  const min = erf(Math.fround(low / SQRT_2))
  const max = Math.max(min, erf(Math.fround(high / SQRT_2))) // erf in float32 isn't quite monotone
  const draws = uniform(key, size, { min, max })
  for (let i = 0; i < size; i++) {
    const draw = SQRT_2 * erfInv(draws[i] as number)
    draws[i] = draw < smallest ? smallest : draw > largest ? largest : draw
  }
  return draws
}
