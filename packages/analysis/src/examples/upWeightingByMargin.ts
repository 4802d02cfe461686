import { expectAligned, expectWhole } from '../expectations.ts'
import { quantileOf } from '../statistics/quantile.ts'

/** Examples of similar margin. */
export interface MarginBin {
  /** Least and largest margin among them. */
  readonly margin: readonly [number, number]
  readonly count: number
  readonly meanRatio: number
  readonly medianRatio: number
}

/**
 * SAM's up-weighting against the margin: the ratios ‖r(w + ε)‖/‖r(w)‖ of {@link upWeighting}, what SAM weighs an example
 * relative to SGD, in bins of equally many examples by rising margin (as equal as their number allows). In a linear
 * model the ratio rises with the margin; where SAM fits clean examples first, they have the large margins.
 *
 * @param ratios of each example; those that are not finite, of perfectly fitted ones, are left out
 * @param margins of the same examples, see `margins`
 * @param bins default 10; fewer where there are not as many examples
 * @throws PlanishError `usage` unless there are as many margins as ratios, or for a number of bins below 1
 * @example
 * ```ts
 * import { upWeightingByMargin } from '@planish/analysis'
 *
 * upWeightingByMargin([1.1, 1.5, 1.2, 1.6], [-1, 2, 0, 3], 2).map(({ meanRatio }) => meanRatio) // [1.15, 1.55]
 * ```
 */
export function upWeightingByMargin(
  ratios: ArrayLike<number>,
  margins: ArrayLike<number>,
  bins = 10,
): readonly MarginBin[] {
  expectAligned('upWeightingByMargin', 'margins', margins.length, ratios.length)
  expectWhole('upWeightingByMargin', 'bins', bins, 1)
  const points = Array.from(ratios, (ratio, i) => ({ ratio, margin: margins[i] as number }))
    .filter(({ ratio, margin }) => Number.isFinite(ratio) && Number.isFinite(margin))
    .sort((a, b) => a.margin - b.margin)
  const count = Math.min(bins, points.length)
  return Array.from({ length: count }, (_, bin) => {
    const start = Math.floor((bin * points.length) / count)
    const inBin = points.slice(start, Math.floor(((bin + 1) * points.length) / count))
    const sorted = Float64Array.from(inBin, ({ ratio }) => ratio).sort()
    return {
      margin: [inBin[0]?.margin as number, inBin.at(-1)?.margin as number],
      count: inBin.length,
      meanRatio: sorted.reduce((sum, ratio) => sum + ratio, 0) / sorted.length,
      medianRatio: quantileOf(sorted, 0.5),
    }
  })
}
