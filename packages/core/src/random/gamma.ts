import { PlanishError } from '../errors.ts'
import type { Key } from './key.ts'
import { foldIn, split } from './key.ts'
import { normal } from './normal.ts'
import { uniform } from './uniform.ts'

/** Half of {@link uniform}'s step: where a draw of 0 is put, so that its logarithm is finite. */
const HALF_STEP = 2 ** -24

function checkConcentration(concentration: number): void {
  if (!(concentration > 0 && Number.isFinite(concentration))) {
    throw new PlanishError('usage', `a concentration is a finite number above 0, not ${concentration}`)
  }
}

/** Logarithms of draws for a concentration of at least 1: Marsaglia & Tsang's rejection, all at once. */
function logOfLarge(key: Key, concentration: number, size: number): Float64Array {
  const d = concentration - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  const draws = new Float64Array(size).fill(Number.NaN)
  for (let round = 0, missing = size; missing > 0; round++) {
    const [forNormal, forUniform] = split(foldIn(key, round))
    const normals = normal(forNormal, size)
    const uniforms = uniform(forUniform, size)
    for (let i = 0; i < size; i++) {
      if (!Number.isNaN(draws[i])) continue
      const x = normals[i] as number
      const v = (1 + c * x) ** 3
      if (v <= 0 || Math.log(uniforms[i] as number) >= x * x * 0.5 + d * (1 - v + Math.log(v))) continue
      draws[i] = Math.log(d * v)
      missing--
    }
  }
  return draws
}

/** Logarithms of gamma draws in float64: those of small concentrations are too small for a float themselves. */
export function logGamma(key: Key, concentration: number, size: number): Float64Array {
  checkConcentration(concentration)
  if (concentration >= 1) return logOfLarge(key, concentration, size)
  const [forLarge, forUniform] = split(key)
  const large = logOfLarge(forLarge, concentration + 1, size)
  const uniforms = uniform(forUniform, size)
  return large.map((log, i) => log + Math.log(Math.max(HALF_STEP, uniforms[i] as number)) / concentration)
}

/**
 * `size` float32 draws of the gamma distribution with this concentration α and scale 1: density x^(α−1) e^(−x) / Γ(α).
 * Marsaglia & Tsang, “A simple method for generating gamma variables”, ACM TOMS 2000; for α < 1 a draw for α + 1 times
 * u^(1/α).
 *
 * Not the bits of `jax.random.gamma`, which rejects in another order. The same everywhere JavaScript's logarithm is.
 *
 * @throws PlanishError `usage` unless the concentration is a finite number above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.gamma(random.key(0), 2.5, 4) // Float32Array of 4
 * ```
 */
export const gamma = (key: Key, concentration: number, size: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(logGamma(key, concentration, size), Math.exp)
