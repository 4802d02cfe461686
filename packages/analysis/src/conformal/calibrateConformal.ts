import type { Key } from '@planish/core'
import { expectDistributions } from '../calibration/checked.ts'
import { expectBetween } from '../expectations.ts'
import type { HostMatrix } from '../hostMatrix.ts'
import { classScores } from './classScores.ts'
import type { ConformalScore } from './score.ts'

/** What conformal calibration takes. */
export interface ConformalOptions {
  readonly score: ConformalScore
  /** α, the share of labels that sets may miss. */
  readonly alpha: number
  /** For the draws of a randomised score; not the one that prediction gets. */
  readonly key?: Key
}

/** A calibrated conformal predictor: plain data but for its score. */
export interface Conformal {
  readonly score: ConformalScore
  readonly alpha: number
  /** q̂: a set holds the classes that score no more; Infinity where there are too few examples for α. */
  readonly threshold: number
  /** How many examples it was calibrated on. */
  readonly examples: number
}

/** What rounding may add to (n + 1)(1 − α): where that is a whole number, its rank is meant, not the next. */
const rounding = 1e-9

/** ⌈(n + 1)(1 − α)⌉, the rank of the score that is the threshold, from 1. */
export const rankFor = (examples: number, alpha: number): number =>
  Math.ceil((examples + 1) * (1 - alpha) - rounding)

/**
 * Split conformal calibration: q̂ is the ⌈(n + 1)(1 − α)⌉-th smallest score of n labels that the model was not trained
 * on. If those labels and a new one are exchangeable, the new label is in its set with probability from 1 − α, and
 * below 1 − α + 1/(n + 1) where scores have no ties (Vovk, Gammerman & Shafer 2005); over the draw of the calibration
 * examples, this probability is Beta(r, n + 1 − r), r the rank.
 *
 * Calibrated with noisy labels it is noisy labels that are covered so often: see {@link symmetricCoverage} for what
 * that means for clean ones.
 *
 * @throws PlanishError `usage` where rows are no distributions, labels do not fit, α is not between 0 and 1, or a
 * randomised score has no key
 * @example
 * ```ts
 * import { calibrateConformal, lac } from '@planish/analysis'
 *
 * const probabilities = { values: [0.9, 0.1, 0.6, 0.4, 0.2, 0.8], columns: 2 }
 * calibrateConformal({ score: lac(), alpha: 0.25 })(probabilities, [0, 0, 0]).threshold // 0.8, the third of three
 * ```
 */
export const calibrateConformal =
  ({ score, alpha, key }: ConformalOptions) =>
  (probabilities: HostMatrix, labels: ArrayLike<number>): Conformal => {
    const examples = expectDistributions('calibrateConformal', probabilities, labels)
    expectBetween('calibrateConformal', 'alpha', alpha)
    const { values, columns } = classScores('calibrateConformal', score, probabilities, key)
    const scores = Float64Array.from(
      { length: examples },
      (_, i) => values[i * columns + (labels[i] as number)] as number,
    ).sort()
    return {
      score,
      alpha,
      threshold: scores[rankFor(examples, alpha) - 1] ?? Number.POSITIVE_INFINITY,
      examples,
    }
  }
