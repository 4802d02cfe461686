import type { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { argMax } from './argMax.ts'
import { countConfident } from './confidentJoint.ts'
import { type QualityScore, scoreLabels } from './labelQuality.ts'
import { type Checked, checkPredictions, type Predictions } from './predictions.ts'
import { pruneByClass, pruneByNoiseRate } from './prune.ts'

/** Marks suspect labels with 1. */
type Filter = (checked: Checked) => Uint8Array

function marking(n: number, indices: Iterable<number>): Uint8Array {
  const marks = new Uint8Array(n)
  for (const index of indices) marks[index] = 1
  return marks
}

/** Labels that are as probable as the most probable class, but for rounding, are no issues. */
const slack = 1e-6

function isLikely({ labels, probabilities, classes }: Checked, index: number): boolean {
  const row = probabilities.slice(index * classes, (index + 1) * classes)
  const label = labels[index] as number
  row[label] = (row[label] as number) + slack
  return argMax(row, 0, classes) === label
}

const withoutLikely =
  (filter: Filter): Filter =>
  checked =>
    filter(checked).map((mark, index) => (mark === 1 && !isLikely(checked, index) ? 1 : 0))

/** As many labels as are off the diagonal of the uncalibrated confident joint, those of lowest score. */
const lowest =
  (by: QualityScore): Filter =>
  checked => {
    const { offDiagonal } = countConfident(checked, { calibrate: false })
    const count = offDiagonal.filter(index => !isLikely(checked, index)).length
    const scores = scoreLabels(checked, by)
    const order = Int32Array.from(scores.keys()).sort(
      (a, b) => (scores[a] as number) - (scores[b] as number) || a - b,
    )
    return marking(scores.length, order.subarray(0, count))
  }

const both: Filter = checked => {
  const byRate = pruneByNoiseRate(checked)
  return pruneByClass(checked).map((mark, index) => mark & (byRate[index] as number))
}

const filters = {
  pruneByNoiseRate: withoutLikely(pruneByNoiseRate),
  pruneByClass: withoutLikely(pruneByClass),
  both: withoutLikely(both),
  confidentLearning: withoutLikely(checked =>
    marking(checked.labels.length, countConfident(checked).offDiagonal),
  ),
  predictedNotGiven: withoutLikely(({ labels }) => new Uint8Array(labels.length).fill(1)),
  lowSelfConfidence: lowest('selfConfidence'),
  lowNormalisedMargin: lowest('normalisedMargin'),
} satisfies Readonly<Record<string, Filter>>

/**
 * Which labels count as issues:
 *
 * - `pruneByNoiseRate`: of each label i and class j as many as the confident joint has, those of the largest
 *   p_j − p_i
 * - `pruneByClass`: of each label as many as are off the joint's diagonal, those of the least p_i
 * - `both`: what both of these mark
 * - `confidentLearning`: those that confidently have another class
 * - `predictedNotGiven`: those whose most probable class is another
 * - `lowSelfConfidence`, `lowNormalisedMargin`: as many as confidently have another class, those of lowest score
 */
export type IssueFilter = keyof typeof filters

/** What {@link findLabelIssues} takes. */
export interface LabelIssueOptions {
  /** `pruneByNoiseRate` unless given. */
  readonly by?: IssueFilter
  /** `selfConfidence` unless given. */
  readonly rankBy?: QualityScore
}

/**
 * The examples whose labels are probably wrong, the most suspect first.
 *
 * The lists of cleanlab 2.9.0's `find_label_issues` with its defaults; where two examples tie, the earlier comes
 * first, while cleanlab's order is then its sort's. Where the joint differs by 1 (`confidentJoint`), a list that
 * is cut by its counts may differ by an example.
 *
 * @returns PlanishError `usage` when labels and probabilities do not fit together
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { findLabelIssues } from '@planish/datasets'
 *
 * const probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8]
 * orThrow(findLabelIssues({ labels: [0, 1, 1, 1], probabilities, classes: 2 })) // [1]
 * ```
 */
export function findLabelIssues(
  predictions: Predictions,
  { by = 'pruneByNoiseRate', rankBy = 'selfConfidence' }: LabelIssueOptions = {},
): E.Either<PlanishError, Int32Array> {
  return pipe(
    checkPredictions(predictions),
    E.map(checked => {
      const marks = filters[by](checked)
      const scores = scoreLabels(checked, rankBy)
      return Int32Array.from(marks.keys())
        .filter(index => marks[index] === 1)
        .sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b)
    }),
  )
}
