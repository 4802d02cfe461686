import type { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Checked, checkPredictions, type Predictions } from './predictions.ts'

/** How well a label suits its example, from the example's row of probabilities. */
type Score = (row: Float64Array, label: number) => number

const least = 1e-6

const largestOther = (row: Float64Array, label: number): number =>
  row.reduce((largest, p, c) => (c === label ? largest : Math.max(largest, p)), 0)

/** −Σ p log p / log K, in [0, 1]. */
const normalisedEntropy = (row: Float64Array): number =>
  -row.reduce((sum, p) => sum + (p === 0 ? 0 : p * Math.log(p)), 0) / Math.log(row.length)

const scores = {
  selfConfidence: (row, label) => row[label] as number,
  normalisedMargin: (row, label) => ((row[label] as number) - largestOther(row, label) + 1) / 2,
  confidenceWeightedEntropy: (row, label) => {
    const ratio = normalisedEntropy(row) / Math.max(least, row[label] as number)
    return Math.log(ratio + 1) / Math.max(least, ratio)
  },
} satisfies Readonly<Record<string, Score>>

/**
 * How a label's quality is scored, higher being better:
 *
 * - `selfConfidence`: the probability of the label
 * - `normalisedMargin`: (that − the largest other probability + 1) / 2
 * - `confidenceWeightedEntropy`: log(1 + r) / r, r the row's entropy over log K and over the probability of the label
 */
export type QualityScore = keyof typeof scores

/** A score for every label. */
export function scoreLabels({ labels, probabilities, classes }: Checked, by: QualityScore): Float64Array {
  const score: Score = scores[by]
  return Float64Array.from(labels, (label, index) =>
    score(probabilities.subarray(index * classes, (index + 1) * classes), label),
  )
}

/**
 * How well each label suits its example, in [0, 1]: the lower, the more suspect. The numbers of cleanlab 2.9.0's
 * `get_label_quality_scores`; as there, `confidenceWeightedEntropy` is 0 where the label's probability is exactly 1.
 *
 * @returns PlanishError `usage` when labels and probabilities do not fit together
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { labelQuality } from '@planish/datasets'
 *
 * const predictions = { labels: [0, 1], probabilities: [0.9, 0.1, 0.8, 0.2], classes: 2 }
 * orThrow(labelQuality(predictions)) // [0.9, 0.2]
 * orThrow(labelQuality(predictions, 'normalisedMargin')) // [0.9, 0.2]
 * ```
 */
export const labelQuality = (
  predictions: Predictions,
  by: QualityScore = 'selfConfidence',
): E.Either<PlanishError, Float64Array> =>
  pipe(
    checkPredictions(predictions),
    E.map(checked => scoreLabels(checked, by)),
  )
