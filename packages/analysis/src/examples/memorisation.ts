import { expectAligned } from '../expectations.ts'
import { accuracy } from './accuracy.ts'

/** Labels of which some are wrong, as a `NoisyDataset` has them. */
export interface NoisyLabels {
  /** What training sees. */
  readonly labels: ArrayLike<number>
  /** What is true. */
  readonly cleanLabels: ArrayLike<number>
  /** 1 where they differ. */
  readonly mask: ArrayLike<number>
}

/** How far wrong labels were fitted so far; plain data, never changed in place. */
export interface Memorisation {
  /** Epochs seen. */
  readonly epochs: number
  /** Epoch, from 0, in which a wrong label was first predicted; −1 where it never was, or the label is right. */
  readonly firstFitted: Int32Array
  /** Of each epoch, the share of wrong labels that are predicted: memorised. Null where there are none. */
  readonly fitted: readonly (number | null)[]
  /** Of each epoch, the share of examples with wrong labels whose true class is predicted. */
  readonly seenThrough: readonly (number | null)[]
}

/**
 * Before the first epoch.
 *
 * @example
 * ```ts
 * import { noMemorisation } from '@planish/analysis'
 *
 * noMemorisation(2).firstFitted // [−1, −1]
 * ```
 */
export const noMemorisation = (examples: number): Memorisation => ({
  epochs: 0,
  firstFitted: new Int32Array(examples).fill(-1),
  fitted: [],
  seenThrough: [],
})

/**
 * Follows how wrong labels are memorised: a reducer of the epochs' predictions on the training set.
 *
 * @throws PlanishError `usage` where labels or predictions are not of as many examples
 * @example
 * ```ts
 * import { followMemorisation, noMemorisation } from '@planish/analysis'
 *
 * const noisy = { labels: [0, 1, 1], cleanLabels: [0, 0, 0], mask: [0, 1, 1] }
 * const epochs = [[0, 0, 0], [0, 1, 0], [0, 1, 1]]
 * const { firstFitted, fitted } = epochs.reduce(followMemorisation(noisy), noMemorisation(3))
 * // firstFitted is [−1, 1, 2], fitted [0, 0.5, 1]
 * ```
 */
export const followMemorisation =
  ({ labels, cleanLabels, mask }: NoisyLabels) =>
  (before: Memorisation, predicted: ArrayLike<number>): Memorisation => {
    const { epochs, firstFitted, fitted, seenThrough } = before
    for (const [what, { length }] of Object.entries({ labels, cleanLabels, mask, predicted })) {
      expectAligned('followMemorisation', what, length, firstFitted.length)
    }
    const wrong = { mask, among: 1 } as const
    return {
      epochs: epochs + 1,
      firstFitted: firstFitted.map((epoch, i) =>
        epoch < 0 && mask[i] === 1 && predicted[i] === labels[i] ? epochs : epoch,
      ),
      fitted: [...fitted, accuracy(predicted, labels, wrong)],
      seenThrough: [...seenThrough, accuracy(predicted, cleanLabels, wrong)],
    }
  }
