import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

/** Labels as given, and what a network trained without an example says of it. */
export interface Predictions {
  /** Given labels [n], each in [0, `classes`). */
  readonly labels: ArrayLike<number>
  /** Predicted probabilities [n, `classes`], row-major: each row sums to 1. */
  readonly probabilities: ArrayLike<number>
  readonly classes: number
}

/** Predictions that were checked, in float64. */
export interface Checked {
  readonly labels: Int32Array
  readonly probabilities: Float64Array
  readonly classes: number
}

/** Rows of float32 softmax sum to one within this. */
const sumTolerance = 1e-3

const wrong = (message: string, hint?: string): E.Either<PlanishError, never> =>
  E.left(new PlanishError('usage', `predictions: ${message}`, hint))

/** What is wrong with the probabilities, row by row. */
function faultOf(probabilities: Float64Array, classes: number): string | undefined {
  for (let start = 0; start < probabilities.length; start += classes) {
    let sum = 0
    for (let at = start; at < start + classes; at++) {
      const p = probabilities[at] as number
      if (!(p >= 0 && p <= 1)) return `probability ${p} of example ${start / classes} is not in [0, 1]`
      sum += p
    }
    if (Math.abs(sum - 1) > sumTolerance) {
      return `the probabilities of example ${start / classes} sum to ${sum}, not 1`
    }
  }
  return undefined
}

/** Probabilities [n, classes], checked. */
export function checkProbabilities(
  probabilities: ArrayLike<number>,
  classes: number,
): E.Either<PlanishError, Float64Array> {
  if (!Number.isInteger(classes) || classes < 2) return wrong(`classes must be 2 or more, not ${classes}`)
  if (probabilities.length === 0 || probabilities.length % classes !== 0) {
    return wrong(`${probabilities.length} probabilities are not rows of ${classes} classes`)
  }
  const checked = Float64Array.from(probabilities)
  const fault = faultOf(checked, classes)
  return fault === undefined ? E.right(checked) : wrong(fault, 'probabilities are needed, not logits')
}

/** Labels and probabilities, checked. */
export function checkPredictions({
  labels,
  probabilities,
  classes,
}: Predictions): E.Either<PlanishError, Checked> {
  const checked = checkProbabilities(probabilities, classes)
  if (E.isLeft(checked)) return checked
  if (labels.length * classes !== probabilities.length) {
    return wrong(`${labels.length} labels for ${probabilities.length / classes} rows of probabilities`)
  }
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index] as number
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      return wrong(`label ${label} of example ${index} is not in [0, ${classes})`)
    }
  }
  return E.right({ labels: Int32Array.from(labels), probabilities: checked.right, classes })
}
