import { expectAligned } from '../expectations.ts'
import { quantileOf } from '../statistics/quantile.ts'

/** What a quantity is like over some examples. */
export interface Summary {
  /** Examples, also those of which the quantity is not finite. */
  readonly examples: number
  /** Of how many it is finite; the rest of the summary is of these, null of none. */
  readonly finite: number
  readonly mean: number | null
  /** Standard deviation, n in the denominator. */
  readonly deviation: number | null
  /** 25 %, 50 % and 75 % quantiles. */
  readonly quartiles: readonly [number, number, number] | null
}

function summaryOf(values: readonly number[]): Summary {
  const finite = Float64Array.from(values.filter(Number.isFinite)).sort()
  const count = { examples: values.length, finite: finite.length }
  if (finite.length === 0) return { ...count, mean: null, deviation: null, quartiles: null }
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  const variance = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length
  return {
    ...count,
    mean,
    deviation: Math.sqrt(variance),
    quartiles: [quantileOf(finite, 0.25), quantileOf(finite, 0.5), quantileOf(finite, 0.75)],
  }
}

/**
 * A quantity of each example (a loss, a gradient's norm, a margin) summarised over the examples with clean labels and
 * over those with wrong ones.
 *
 * @param mask 1 where the label is wrong, as `NoisyDataset.mask`
 * @throws PlanishError `usage` unless there are as many values as entries of the mask
 * @example
 * ```ts
 * import { summaryByNoise } from '@planish/analysis'
 *
 * const { clean, noisy } = summaryByNoise([0.1, 0.3, 2], [0, 0, 1])
 * clean.mean // 0.2
 * noisy.quartiles // [2, 2, 2]
 * ```
 */
export function summaryByNoise(
  values: ArrayLike<number>,
  mask: ArrayLike<number>,
): { readonly clean: Summary; readonly noisy: Summary } {
  expectAligned('summaryByNoise', 'entries of the mask', mask.length, values.length)
  const among = (noisy: number): Summary => summaryOf(Array.from(values).filter((_, i) => mask[i] === noisy))
  return { clean: among(0), noisy: among(1) }
}
