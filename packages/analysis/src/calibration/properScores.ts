import type { HostMatrix } from '../hostMatrix.ts'
import { expectDistributions } from './checked.ts'

/** The mean over examples of a score of a row and its label. */
function meanScore(
  of: string,
  probabilities: HostMatrix,
  labels: ArrayLike<number>,
  score: (at: (k: number) => number, label: number, classes: number) => number,
): number {
  const rows = expectDistributions(of, probabilities, labels)
  const { values, columns } = probabilities
  let sum = 0
  for (let i = 0; i < rows; i++) {
    sum += score(k => values[i * columns + k] as number, labels[i] as number, columns)
  }
  return sum / rows
}

/**
 * Negative log-likelihood, the mean of −log p_y, in nats; Infinity where a label has probability 0.
 *
 * @param probabilities [n, K], rows that sum to 1
 * @throws PlanishError `usage` as {@link reliability}
 * @example
 * ```ts
 * import { negativeLogLikelihood } from '@planish/analysis'
 *
 * negativeLogLikelihood({ values: [0.5, 0.5], columns: 2 }, [1]) // log 2
 * ```
 */
export const negativeLogLikelihood = (probabilities: HostMatrix, labels: ArrayLike<number>): number =>
  meanScore('negativeLogLikelihood', probabilities, labels, (at, label) => -Math.log(at(label)))

/**
 * Brier score, the mean of Σ_k (p_k − [y = k])², in [0, 2] (Brier 1950: summed over the classes, not averaged).
 *
 * @param probabilities [n, K], rows that sum to 1
 * @throws PlanishError `usage` as {@link reliability}
 * @example
 * ```ts
 * import { brierScore } from '@planish/analysis'
 *
 * brierScore({ values: [0.5, 0.5], columns: 2 }, [1]) // 0.5
 * ```
 */
export const brierScore = (probabilities: HostMatrix, labels: ArrayLike<number>): number =>
  meanScore('brierScore', probabilities, labels, (at, label, classes) => {
    let sum = 0
    for (let k = 0; k < classes; k++) sum += (at(k) - (k === label ? 1 : 0)) ** 2
    return sum
  })
