import { type Key, random } from '@planish/core'
import { type Dataset, size } from '../dataset.ts'
import { type Batch, type Cut, checkWhole, countOf, inBatches, type Slice } from './order.ts'

/** What {@link batches} takes. */
export type BatchOptions =
  | (Slice & { readonly shuffle?: true; readonly key: Key; readonly epoch: number })
  | (Slice & { readonly shuffle: false })

/**
 * How many batches an epoch has.
 *
 * @throws PlanishError `usage` when the batch size is not a whole number above 0
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { batchCount, gaussianToy } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * batchCount(toy, { batchSize: 4 }) // 3
 * ```
 */
export function batchCount(dataset: Dataset, cut: Cut): number {
  return countOf(size(dataset), cut)
}

function orderOf(dataset: Dataset, options: BatchOptions): Int32Array {
  const n = size(dataset)
  if (options.shuffle === false) return Int32Array.from({ length: n }, (_, index) => index)
  const { key, epoch } = options
  checkWhole('epoch', epoch)
  return random.permutation(random.foldIn(key, epoch), n)
}

/**
 * The batches of one epoch, in an order drawn from `foldIn(key, epoch)`: every example once, a smaller last batch
 * unless `dropLast`. Nothing but (key, epoch, position) decides what comes, so that a run resumes exactly by
 * passing the position of the batch it had not done. The result may be walked more than once.
 *
 * @throws PlanishError `usage` when the batch size, the epoch or the position is not such a whole number
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { batches, gaussianToy } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const epoch = batches(toy, { batchSize: 4, key: random.key(1), epoch: 0 })
 * Array.from(epoch, ({ indices }) => indices.length) // [4, 4, 2]
 * ```
 */
export function batches(dataset: Dataset, options: BatchOptions): Iterable<Batch> {
  return inBatches(orderOf(dataset, options), options)
}
