import type { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { countLabels } from '../labels.ts'
import { argMax } from './argMax.ts'
import { confidentThresholds } from './confidentThresholds.ts'
import { type Checked, checkPredictions, type Predictions } from './predictions.ts'
import { roundPreservingSum } from './roundPreservingSum.ts'

/** What {@link confidentJoint} takes. */
export interface ConfidentJointOptions {
  /** Whether the counts are scaled so that row i sums to the number of labels i; true unless given. */
  readonly calibrate?: boolean
}

/** With which probabilities are compared to thresholds. */
const slack = 1e-6

/**
 * The class that an example confidently has: the most probable one where two or more reach their thresholds, the one
 * that does, or −1.
 */
function confidentClasses(
  { probabilities, classes, labels }: Checked,
  thresholds: readonly number[],
): Int32Array {
  return labels.map((_, index) => {
    let first = -1
    let reached = 0
    for (let c = 0; c < classes; c++) {
      if ((probabilities[index * classes + c] as number) >= (thresholds[c] as number) - slack) {
        if (reached++ === 0) first = c
      }
    }
    return reached > 1 ? argMax(probabilities, index * classes, classes) : first
  })
}

function calibrated(counts: readonly (readonly number[])[], labels: Int32Array): number[][] {
  const perClass = countLabels(labels, counts.length)
  const scaled = counts.map((row, given) => {
    const sum = row.reduce((a, b) => a + b, 0)
    return row.map(count => (count / Math.max(Number.MIN_VALUE, sum)) * (perClass[given] as number))
  })
  const total = scaled.flat().reduce((a, b) => a + b, 0)
  return scaled.map(row => roundPreservingSum(row.map(count => (count / total) * labels.length)))
}

/** Counts of examples by label given and class confidently had, and which examples the two differ for. */
export function countConfident(
  checked: Checked,
  { calibrate = true }: ConfidentJointOptions = {},
): { readonly joint: number[][]; readonly offDiagonal: number[] } {
  const { labels, classes } = checked
  const joint = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  const offDiagonal: number[] = []
  for (const [index, had] of confidentClasses(checked, confidentThresholds(checked)).entries()) {
    if (had < 0) continue
    const given = labels[index] as number
    const row = joint[given] as number[]
    row[had] = (row[had] as number) + 1
    if (had !== given) offDiagonal.push(index)
  }
  for (const [c, row] of joint.entries()) row[c] = Math.max(1, row[c] as number)
  return { joint: calibrate ? calibrated(joint, labels) : joint, offDiagonal }
}

/**
 * The confident joint C of Northcutt, Jiang & Chuang, “Confident learning”, JAIR 2021, equations 1 and 2: C[i][j]
 * counts the examples labelled i that confidently have class j, those whose probability of j is at least the mean
 * probability of j among the examples labelled j (of several such classes the most probable). Each C[i][i] is at
 * least 1. Calibrated, row i sums to the number of labels i, and the entries are whole numbers still.
 *
 * The numbers of cleanlab 2.9.0's `compute_confident_joint`, up to 1 in entries whose remainders tie when a row is
 * rounded: cleanlab's choice among them is its sort's.
 *
 * @returns PlanishError `usage` when labels and probabilities do not fit together
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { confidentJoint } from '@planish/datasets'
 *
 * const probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8]
 * orThrow(confidentJoint({ labels: [0, 1, 1, 1], probabilities, classes: 2 })) // [[1, 0], [1, 2]]
 * ```
 */
export const confidentJoint = (
  predictions: Predictions,
  options: ConfidentJointOptions = {},
): E.Either<PlanishError, number[][]> =>
  pipe(
    checkPredictions(predictions),
    E.map(checked => countConfident(checked, options).joint),
  )
