import type { Dataset } from '../dataset.ts'
import type { Realised } from './realised.ts'
import type { NoiseRecord } from './record.ts'

/** A data set whose `labels` were corrupted, with the whole book-keeping. */
export interface NoisyDataset extends Dataset, Realised {
  readonly cleanLabels: Int32Array
  /** How the labels were drawn, on the data set that was corrupted: a part of it keeps the record of the whole. */
  readonly noise: NoiseRecord
}

/** Whether the labels of a data set were corrupted. */
export const isNoisy = (dataset: Dataset): dataset is NoisyDataset => 'noise' in dataset
