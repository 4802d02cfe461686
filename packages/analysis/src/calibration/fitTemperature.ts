import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { expectLabels, expectSome } from '../expectations.ts'
import { type HostMatrix, rowsOf } from '../hostMatrix.ts'
import { classLogits, probabilitiesOf } from './probabilitiesOf.ts'

/** The relative width of the bracket that 1/T is left in. */
const precision = 1e-10

/** The mean over examples of f(z_i, y_i), f given a reader of the row. */
function meanOver(
  { values, columns }: HostMatrix,
  labels: ArrayLike<number>,
  f: (row: Float64Array, label: number) => number,
): number {
  const row = new Float64Array(columns)
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    for (let k = 0; k < columns; k++) row[k] = values[i * columns + k] as number
    sum += f(row, labels[i] as number)
  }
  return sum / labels.length
}

const mean = (row: Float64Array): number => row.reduce((sum, value) => sum + value, 0) / row.length

/**
 * Temperature scaling (Guo et al. 2017): the T > 0 for which softmax(z/T) has the least negative log-likelihood on
 * validation labels. The likelihood is convex in 1/T, so that T is found by bisection of its derivative
 *
 * ```text
 * d NLL / d(1/T) = mean_i (Σ_k p_k z_k − z_y)
 * ```
 *
 * to a relative 1e-10. With noisy validation labels T calibrates against the noisy labels.
 *
 * @param logits [n, K] of the validation set, or [n, 1] of a binary model with one logit
 * @returns T; PlanishError `usage` where no finite T > 0 is best: every label is among the largest logits (T → 0), or
 * the logits say no more of the labels than chance (T → ∞); and where logits and labels do not fit
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { fitTemperature, probabilitiesOf } from '@planish/analysis'
 *
 * const logits = { values: [4, 0, 4, 0, 4, 0, 4, 0], columns: 2 }
 * const temperature = orThrow(fitTemperature(logits, [0, 0, 0, 1])) // right in 3 of 4: 4/T = log 3
 * probabilitiesOf(logits, temperature) // 0.75 and 0.25
 * ```
 */
export function fitTemperature(
  logits: HostMatrix,
  labels: ArrayLike<number>,
): E.Either<PlanishError, number> {
  return E.tryCatch(() => {
    const z = classLogits('fitTemperature', logits)
    const rows = rowsOf('fitTemperature', z)
    expectSome('fitTemperature', rows)
    expectLabels('fitTemperature', labels, rows, z.columns)
    if (!Array.from(z.values).every(Number.isFinite)) {
      throw new PlanishError('usage', 'fitTemperature: a logit is not finite')
    }
    const slopeAt = (inverse: number): number => {
      const { values } = probabilitiesOf(z, 1 / inverse)
      let position = 0
      return meanOver(z, labels, (row, label) => {
        const expected = row.reduce((sum, value) => sum + (values[position++] as number) * value, 0)
        return expected - (row[label] as number)
      })
    }
    if (meanOver(z, labels, (row, label) => mean(row) - (row[label] as number)) >= 0) {
      throw new PlanishError(
        'usage',
        'fitTemperature: the logits say no more of the labels than chance, no temperature is high enough',
        'check that logits and labels are of the same examples, in the same order',
      )
    }
    if (meanOver(z, labels, (row, label) => Math.max(...row) - (row[label] as number)) <= 0) {
      throw new PlanishError(
        'usage',
        'fitTemperature: every label has the largest logit, no temperature is low enough',
        'fit it on examples that were not trained on, and on enough of them that some are predicted wrong',
      )
    }
    let [low, high] = [1, 1]
    while (slopeAt(low) > 0) low /= 2
    while (slopeAt(high) < 0) high *= 2
    while (high - low > precision * high) {
      const middle = (low + high) / 2
      if (slopeAt(middle) < 0) low = middle
      else high = middle
    }
    return 2 / (low + high)
  }, toPlanishError('usage'))
}
