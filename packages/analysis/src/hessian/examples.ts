import { PlanishError, tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { batches, batchOf, size, toTensors } from '@planish/datasets'
import { type Batch, batchSize as examplesIn, sliceOf } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'

/**
 * What a loss is the mean over: a batch, several, or a data set. Several and a data set are run one part after the
 * other, so that only one part's activations are held at a time; every example weighs the same.
 */
export type Examples = Batch | readonly Batch[] | Dataset

/** How a data set is cut. */
export interface CutOptions {
  /** Examples of a data set that are run at a time; default 256. */
  readonly batchSize?: number
}

/** Some of the examples, and how much they weigh in the mean over all. */
export interface Part {
  readonly batch: Batch
  /** |part| / number of examples. */
  readonly share: number
}

/** Walks over the parts anew each time; a part's tensors may be freed when the next is asked for. */
export interface Parts extends Iterable<Part> {
  /** Number of examples. */
  readonly examples: number
}

const isDataset = (examples: Examples): examples is Dataset => 'inputShape' in examples

function ofDataset(dataset: Dataset, batchSize: number): Parts {
  const examples = size(dataset)
  return {
    examples,
    *[Symbol.iterator]() {
      for (const { indices } of batches(dataset, { batchSize, shuffle: false })) {
        const { inputs, labels } = toTensors(batchOf(dataset, indices))
        try {
          yield { batch: { inputs, labels }, share: indices.length / examples }
        } finally {
          tf.dispose([inputs, labels])
        }
      }
    },
  }
}

/**
 * The parts that examples are run in.
 *
 * @throws PlanishError `usage` where there are no examples, or the batch size is none
 */
export function partsOf(examples: Examples, { batchSize = 256 }: CutOptions): Parts {
  const parts = isDataset(examples)
    ? ofDataset(examples, batchSize)
    : ofBatches(Array.isArray(examples) ? examples : [examples as Batch])
  if (parts.examples === 0) throw new PlanishError('usage', 'there are no examples to take a mean over')
  return parts
}

function ofBatches(all: readonly Batch[]): Parts {
  const examples = all.reduce((sum, batch) => sum + examplesIn(batch), 0)
  return {
    examples,
    *[Symbol.iterator]() {
      for (const batch of all) yield { batch, share: examplesIn(batch) / examples }
    },
  }
}

/** Groups of m consecutive examples of each part, as so many batches, in order; freed as {@link Parts} are. */
export function* groupsOf(parts: Parts, m: number): Generator<Part> {
  for (const { batch } of parts) {
    const count = examplesIn(batch)
    for (let start = 0; start < count; start += m) {
      const group = tidy(() => sliceOf(batch, start, Math.min(m, count - start)))
      try {
        yield { batch: group, share: examplesIn(group) / parts.examples }
      } finally {
        if (group !== batch)
          tf.dispose([group.inputs, group.labels, ...(group.indices ? [group.indices] : [])])
      }
    }
  }
}
