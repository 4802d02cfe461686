import { batchOf, type Dataset, size, type TensorBatch, toTensors } from '@planish/datasets'

/** All of a data set as one batch; its tensors are the caller's. */
export const wholeBatch = (dataset: Dataset): TensorBatch =>
  toTensors(
    batchOf(
      dataset,
      Int32Array.from({ length: size(dataset) }, (_, index) => index),
    ),
  )
