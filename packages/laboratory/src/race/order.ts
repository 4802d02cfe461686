import type { Key } from '@planish/core'
import { batches, type Dataset } from '@planish/datasets'

/** The batches of a race, epoch after epoch without end: every rule sees the same ones. */
export function* endlessBatches(train: Dataset, batchSize: number, key: Key): Generator<Int32Array, never> {
  for (let epoch = 0; ; epoch++) {
    for (const { indices } of batches(train, { batchSize, key, epoch })) yield indices
  }
}
