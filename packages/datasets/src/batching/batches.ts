import { type Key, PlanishError, random } from '@planish/core'
import { type Dataset, size } from '../dataset.ts'

/** Which examples one step sees. */
export interface Batch {
  /** The how-manieth of its epoch, from 0. */
  readonly position: number
  readonly indices: Int32Array
}

interface Cut {
  readonly batchSize: number
  /** Leaves out a last batch that is smaller; false unless given. */
  readonly dropLast?: boolean
}

interface Slice extends Cut {
  /** The first batch to deliver, 0 unless given: what an interrupted epoch goes on with. */
  readonly position?: number
}

/** What {@link batches} takes. */
export type BatchOptions =
  | (Slice & { readonly shuffle?: true; readonly key: Key; readonly epoch: number })
  | (Slice & { readonly shuffle: false })

const isWhole = (n: number): boolean => Number.isInteger(n) && n >= 0

function checkBatchSize(batchSize: number): void {
  if (!isWhole(batchSize) || batchSize === 0) {
    throw new PlanishError('usage', `the batch size must be a whole number above 0, not ${batchSize}`)
  }
}

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
export function batchCount(dataset: Dataset, { batchSize, dropLast = false }: Cut): number {
  checkBatchSize(batchSize)
  const whole = size(dataset) / batchSize
  return dropLast ? Math.floor(whole) : Math.ceil(whole)
}

function orderOf(dataset: Dataset, options: BatchOptions): Int32Array {
  const n = size(dataset)
  if (options.shuffle === false) return Int32Array.from({ length: n }, (_, index) => index)
  const { key, epoch } = options
  if (!isWhole(epoch)) throw new PlanishError('usage', `the epoch must be a whole number, not ${epoch}`)
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
  const { batchSize, position: first = 0 } = options
  const count = batchCount(dataset, options)
  if (!isWhole(first)) throw new PlanishError('usage', `the position must be a whole number, not ${first}`)
  const order = orderOf(dataset, options)
  return {
    *[Symbol.iterator]() {
      for (let position = first; position < count; position++) {
        yield { position, indices: order.slice(position * batchSize, (position + 1) * batchSize) }
      }
    },
  }
}
