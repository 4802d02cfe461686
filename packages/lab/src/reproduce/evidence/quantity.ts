import type { EpochMetrics } from '../../run/record.ts'
import type { Trial } from '../study/outcome.ts'

/** A number of a trial; null where it has none. */
export type Quantity<M = unknown> = (trial: Trial<M>) => number | null

/** Best test accuracy of any epoch: early stopping on the test set, as the paper reports it. */
export const peak: Quantity = trial => trial.peak

/** Test accuracy after the last epoch. */
export const final: Quantity = trial => trial.final

/** Test accuracy after the epoch that was best on the noisy validation examples. */
export const noisyValidation: Quantity = trial => trial.noisyValidation

/** Share of the wrong training labels that the network has learnt in the end. */
export const memorised: Quantity = trial => trial.noisyTrain

/** Test accuracy lost between the best epoch and the last. */
export const fall: Quantity = trial => trial.peak - trial.final

/** Best test accuracy of the epochs within a number of gradient evaluations; of the first epoch if all cost more. */
export const peakWithin =
  (gradientEvaluations: number): Quantity =>
  ({ epochs }) => {
    const within = epochs.filter(epoch => epoch.gradientEvaluations <= gradientEvaluations)
    return Math.max(...(within.length === 0 ? epochs.slice(0, 1) : within).map(({ test }) => test))
  }

/** What was measured after an epoch; null where it does not exist. */
export type EpochQuantity = (metrics: EpochMetrics) => number | null
