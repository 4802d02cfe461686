import { mean } from './mean.ts'

/** 97.5 % quantiles of Student's t with 1, 2, … degrees of freedom. */
const quantiles = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
  2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555,
  2.0518, 2.0484, 2.0452, 2.0423,
] as const

/** The normal distribution's 97.5 % quantile. */
const z = 1.959964

/** The quantile beyond the table, by the first terms of its Cornish–Fisher expansion: exact to 1e-4. */
const expansion = (freedom: number): number =>
  z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)

/**
 * 97.5 % quantile of Student's t: what a standard error is multiplied by for a 95 % interval.
 *
 * @example
 * ```ts
 * import { studentT } from '@planish/analysis'
 *
 * studentT(2) // 4.3027
 * ```
 */
export const studentT = (freedom: number): number => quantiles[freedom - 1] ?? expansion(freedom)

/**
 * 95 % Student t interval of the mean; null from fewer than two values.
 *
 * @example
 * ```ts
 * import { meanInterval } from '@planish/analysis'
 *
 * meanInterval([1, 2, 3]) // [2 − 4.3027/√3, 2 + 4.3027/√3]
 * ```
 */
export function meanInterval(values: readonly number[]): readonly [number, number] | null {
  const middle = mean(values)
  if (middle === null || values.length < 2) return null
  const freedom = values.length - 1
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / freedom
  const halfWidth = studentT(freedom) * Math.sqrt(variance / values.length)
  return [middle - halfWidth, middle + halfWidth]
}
