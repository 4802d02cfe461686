import { PlanishError, toPlanishError } from '@planish/core'
import { inverseTransition, type Transition } from '@planish/grad'
import * as E from 'fp-ts/lib/Either.js'
import { expectDistributions } from '../calibration/checked.ts'
import { expectBetween } from '../expectations.ts'
import type { HostMatrix } from '../hostMatrix.ts'
import { type Conformal, type ConformalOptions, rankFor } from './calibrateConformal.ts'
import { classScores } from './classScores.ts'

/** What calibration with noisy labels takes. */
export interface NoisyConformalOptions extends ConformalOptions {
  /** T[i][j] = P(noisy label j | clean label i). */
  readonly transition: Transition
}

/**
 * Conformal calibration with noisy labels whose transition matrix is known, so that clean labels are covered 1 − α of
 * the time, not more: q̂ is the least threshold from which on the estimate
 *
 * ```text
 * F̂(q) = 1/n Σ_i Σ_k (T⁻¹)[ỹ_i, k] [s_k(x_i) ≤ q]
 * ```
 *
 * of how many clean labels score no more than q stays at or above ⌈(n + 1)(1 − α)⌉/n. F̂ is unbiased where noise depends
 * on the clean label alone (the backward correction of Patrini et al. 2017, applied to the score's distribution), so
 * that coverage tends to 1 − α. For finite n there is no guarantee, unlike that of clean labels: F̂ varies the more the
 * nearer T is to singular. Sesia, Wang & Tong (2023, arXiv 2309.05092) add a correction that restores one. Without
 * noise it is {@link calibrateConformal}.
 *
 * @returns PlanishError `usage` where T is no transition matrix of as many classes, or has no inverse; and as
 * {@link calibrateConformal}
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { calibrateConformalUnderNoise, lac } from '@planish/analysis'
 *
 * const transition = [[0.8, 0.2], [0.2, 0.8]]
 * const calibrate = calibrateConformalUnderNoise({ score: lac(), alpha: 0.25, transition })
 * const probabilities = { values: [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4], columns: 2 }
 * orThrow(calibrate(probabilities, [0, 0, 1, 0])).threshold
 * ```
 */
export const calibrateConformalUnderNoise =
  ({ score, alpha, key, transition }: NoisyConformalOptions) =>
  (probabilities: HostMatrix, noisyLabels: ArrayLike<number>): E.Either<PlanishError, Conformal> =>
    E.tryCatch(() => {
      const of = 'calibrateConformalUnderNoise'
      const examples = expectDistributions(of, probabilities, noisyLabels)
      expectBetween(of, 'alpha', alpha)
      if (transition.length !== probabilities.columns) {
        throw new PlanishError(
          'usage',
          `${of}: T is of ${transition.length} classes, the probabilities are of ${probabilities.columns}`,
        )
      }
      const inverse = inverseTransition(of, transition)
      const { values, columns } = classScores(of, score, probabilities, key)
      const weightOf = (entry: number): number =>
        inverse[noisyLabels[Math.floor(entry / columns)] as number]?.[entry % columns] as number
      return { score, alpha, threshold: stays(values, weightOf, rankFor(examples, alpha)), examples }
    }, toPlanishError('usage'))

/** Beyond what rounding leaves of a sum of weights that is a whole number. */
const tolerance = 1e-9

/** The least value from which on the weights of all values no larger sum to at least `rank`; Infinity if none is. */
function stays(values: ArrayLike<number>, weightOf: (entry: number) => number, rank: number): number {
  const order = Uint32Array.from({ length: values.length }, (_, entry) => entry)
  order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b)
  let sum = 0
  let threshold = Number.POSITIVE_INFINITY
  for (const [position, entry] of order.entries()) {
    sum += weightOf(entry)
    const value = values[entry] as number
    if (values[order[position + 1] as number] === value) continue // equal values count together
    if (sum < rank * (1 - tolerance)) threshold = Number.POSITIVE_INFINITY
    else if (threshold === Number.POSITIVE_INFINITY) threshold = value
  }
  return threshold
}
