import { type Key, PlanishError, random } from '@planish/core'

/** What {@link stratifiedFolds} takes. */
export interface FoldOptions {
  /** How many; 5 unless given. */
  readonly folds?: number
  readonly key: Key
}

/** Indices of examples, in their order. */
export interface Fold {
  /** What to train on: all that is not held out. */
  readonly training: Int32Array
  readonly heldOut: Int32Array
}

/**
 * k-fold cross-validation: every example is held out once, drawn at random such that the folds' sizes, and how often
 * each label occurs in them, differ by one at most.
 *
 * @throws PlanishError `usage` unless the number of folds is a whole number from 2 to that of the labels
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { stratifiedFolds } from '@planish/datasets'
 *
 * for (const { training, heldOut } of stratifiedFolds([0, 1, 0, 1], { folds: 2, key: random.key(0) })) {
 *   training.length + heldOut.length // 4, one of each label held out
 * }
 * ```
 */
export function stratifiedFolds(labels: ArrayLike<number>, { folds = 5, key }: FoldOptions): Fold[] {
  const n = labels.length
  if (!Number.isInteger(folds) || folds < 2 || folds > n) {
    throw new PlanishError('usage', `${n} examples can't be divided into ${folds} folds`)
  }
  const label = (index: number): number => labels[index] as number
  // Grouped by label, at random within one: dealt around the table, each label's are spread evenly.
  const order = Array.from(random.permutation(key, n)).sort((a, b) => label(a) - label(b))
  const foldOf = new Int32Array(n)
  for (const [place, index] of order.entries()) foldOf[index] = place % folds
  const all = Int32Array.from(foldOf.keys())
  return Array.from({ length: folds }, (_, fold) => ({
    training: all.filter(index => foldOf[index] !== fold),
    heldOut: all.filter(index => foldOf[index] === fold),
  }))
}
