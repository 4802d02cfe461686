import { scoped } from '@planish/core'
import type { Dataset, TensorBatch } from '@planish/datasets'
import { batches, batchOf, size, toTensors } from '@planish/datasets'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { HostMatrix } from '../hostMatrix.ts'

/** Examples to a pass: enough to keep a backend busy, few enough for any memory. */
const examplesPerPass = 1000

/** What a pass computed, on the host. */
type HostValues = Float32Array | Int32Array

/**
 * Computes something of every example, in passes over the data set in its order; `take` is given each pass's results
 * and the index of its first example. Needs only one pass's tensors at a time.
 */
export async function overDataset(
  dataset: Dataset,
  compute: (batch: TensorBatch) => readonly Tensor[],
  take: (results: readonly HostValues[], first: number) => void,
): Promise<void> {
  let first = 0
  for (const { indices } of batches(dataset, { batchSize: examplesPerPass, shuffle: false })) {
    await scoped(async own => {
      const batch = own({ ...toTensors(batchOf(dataset, indices)) })
      const results = own(compute(batch))
      take((await Promise.all(results.map(result => result.data()))) as HostValues[], first)
    })
    first += indices.length
  }
}

/** The rows that `compute` makes of the inputs, [b, …], of every example, as one matrix; what it makes must be its own. */
export async function rowsOverDataset(
  dataset: Dataset,
  compute: (inputs: Tensor) => Tensor,
): Promise<HostMatrix> {
  const examples = size(dataset)
  let rows: HostMatrix & { values: Float32Array } = { values: new Float32Array(), columns: 1 }
  await overDataset(
    dataset,
    ({ inputs }) => {
      const made = compute(inputs)
      if (rows.values.length === 0) {
        const columns = made.size / (inputs.shape[0] as number)
        rows = { values: new Float32Array(examples * columns), columns }
      }
      return [made]
    },
    ([values], first) => rows.values.set(values as Float32Array, first * rows.columns),
  )
  return rows
}
