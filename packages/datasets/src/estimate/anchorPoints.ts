import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { checkProbabilities } from './predictions.ts'

/** What {@link anchorPoints} takes. */
export interface AnchorOptions {
  readonly classes: number
  /**
   * Which examples count as outliers: those whose probability is at or above this percentile, in (0, 100). Without it
   * none does, and the anchor is the most probable example.
   */
  readonly percentile?: number
}

/** Anchor points and the matrix that they show. */
export interface Anchors {
  /** Of each class the example that surely has it. */
  readonly anchors: Int32Array
  /** T[i][j] = P(label j | class i), rows sum to 1. */
  readonly transitionMatrix: readonly (readonly number[])[]
}

/** The smallest of the values at or above the percentile (NumPy's method `higher`). */
function percentileOf(values: Float64Array, percentile: number): number {
  const at = Math.ceil((values.length - 1) * (percentile / 100))
  return values.slice().sort()[at] as number
}

function anchorOf(column: Float64Array, percentile: number | undefined): number {
  const limit = percentile === undefined ? Number.POSITIVE_INFINITY : percentileOf(column, percentile)
  let best = 0
  let largest = Number.NEGATIVE_INFINITY
  for (const [index, p] of column.entries()) {
    const value = p >= limit ? 0 : p
    if (value > largest) [best, largest] = [index, value]
  }
  return best
}

/**
 * The transition matrix from anchor points, Patrini et al., “Making deep neural networks robust to label noise: a loss
 * correction approach”, CVPR 2017, equations 12 and 13: T[i][j] is the probability of label j at the example whose
 * probability of label i is the largest, of a network trained on the noisy labels. The paper takes the 97th percentile in
 * place of the largest for CIFAR-100: `percentile: 97`.
 *
 * As the authors' code, but for its overwriting the probabilities of outliers with zeros while it goes through the
 * classes, after which its rows need not sum to 1. `probabilities` are [n, classes], row-major; labels are not needed.
 *
 * @returns PlanishError `usage` when the probabilities are none, or the percentile is not in (0, 100)
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { anchorPoints } from '@planish/datasets'
 *
 * const { transitionMatrix } = orThrow(anchorPoints([0.9, 0.1, 0.6, 0.4, 0.3, 0.7], { classes: 2 }))
 * transitionMatrix // [[0.9, 0.1], [0.3, 0.7]]
 * ```
 */
export function anchorPoints(
  probabilities: ArrayLike<number>,
  { classes, percentile }: AnchorOptions,
): E.Either<PlanishError, Anchors> {
  if (percentile !== undefined && !(percentile > 0 && percentile < 100)) {
    return E.left(new PlanishError('usage', `the percentile must be in (0, 100), not ${percentile}`))
  }
  return pipe(
    checkProbabilities(probabilities, classes),
    E.map(rows => {
      const n = rows.length / classes
      const column = (c: number): Float64Array =>
        Float64Array.from({ length: n }, (_, index) => rows[index * classes + c] as number)
      const anchors = Int32Array.from({ length: classes }, (_, c) => anchorOf(column(c), percentile))
      const row = (index: number): number[] => [...rows.subarray(index * classes, (index + 1) * classes)]
      return { anchors, transitionMatrix: Array.from(anchors, row) }
    }),
  )
}
