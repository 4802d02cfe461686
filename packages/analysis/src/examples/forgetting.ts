import { expectAligned } from '../expectations.ts'

/** What was learnt and forgotten so far; plain data, never changed in place. */
export interface Forgetting {
  /** Epochs seen. */
  readonly epochs: number
  /** 1 where the last epoch's prediction was the label. */
  readonly correct: Uint8Array
  /** Epoch, from 0, in which the label was first predicted; −1 where it never was. */
  readonly firstLearnt: Int32Array
  /** Forgetting events of each example. */
  readonly events: Int32Array
}

/**
 * Before the first epoch.
 *
 * @example
 * ```ts
 * import { noForgetting } from '@planish/analysis'
 *
 * noForgetting(3).events // [0, 0, 0]
 * ```
 */
export const noForgetting = (examples: number): Forgetting => ({
  epochs: 0,
  correct: new Uint8Array(examples),
  firstLearnt: new Int32Array(examples).fill(-1),
  events: new Int32Array(examples),
})

/**
 * Counts forgetting events (Toneva et al. 2019): an example is forgotten in an epoch if its label is not predicted though
 * it was in the epoch before. The paper looks whenever an example is in a batch; here it is once an epoch, on all.
 * A reducer of the epochs' predictions, so that they need not be kept.
 *
 * @param labels those that training sees
 * @throws PlanishError `usage` where labels or predictions are not of as many examples
 * @example
 * ```ts
 * import { countForgetting, noForgetting } from '@planish/analysis'
 *
 * const labels = [0, 1]
 * const epochs = [[0, 0], [1, 1], [0, 0]]
 * const { events, firstLearnt } = epochs.reduce(countForgetting(labels), noForgetting(2))
 * // both were forgotten once: events is [1, 1]; firstLearnt is [0, 1]
 * ```
 */
export const countForgetting =
  (labels: ArrayLike<number>) =>
  (before: Forgetting, predicted: ArrayLike<number>): Forgetting => {
    const { epochs, correct, firstLearnt, events } = before
    expectAligned('countForgetting', 'labels', labels.length, events.length)
    expectAligned('countForgetting', 'predictions', predicted.length, events.length)
    const now = Uint8Array.from(predicted, (k, i) => (k === labels[i] ? 1 : 0))
    return {
      epochs: epochs + 1,
      correct: now,
      firstLearnt: firstLearnt.map((epoch, i) => (epoch < 0 && now[i] === 1 ? epochs : epoch)),
      events: events.map((count, i) => (correct[i] === 1 && now[i] === 0 ? count + 1 : count)),
    }
  }

/**
 * 1 where an example is unforgettable: learnt once and never forgotten after. Under label noise few wrong labels are.
 *
 * @example
 * ```ts
 * import { countForgetting, noForgetting, unforgettable } from '@planish/analysis'
 *
 * unforgettable([[0, 0], [0, 1], [0, 0]].reduce(countForgetting([0, 1]), noForgetting(2))) // [1, 0]
 * ```
 */
export const unforgettable = ({ firstLearnt, events }: Forgetting): Uint8Array =>
  Uint8Array.from(events, (count, i) => (count === 0 && (firstLearnt[i] as number) >= 0 ? 1 : 0))
