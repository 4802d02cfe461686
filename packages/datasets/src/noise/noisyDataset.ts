import type { Dataset } from '../dataset.ts'
import type { Realised } from './realised.ts'
import type { NoiseRecord } from './record.ts'

/** A data set whose `labels` were corrupted, with the whole book-keeping. */
export interface NoisyDataset extends Dataset, Realised {
  /** −1 where an example is of none of the classes, see `openSet`. */
  readonly cleanLabels: Int32Array
  /** How the labels were drawn, on the data set that was corrupted: a part of it keeps the record of the whole. */
  readonly noise: NoiseRecord
}

/**
 * Whether the labels of a data set were corrupted.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy, isNoisy } from '@planish/datasets'
 *
 * isNoisy(orThrow(gaussianToy({ size: 4, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))) // false
 * ```
 */
export const isNoisy = (dataset: Dataset): dataset is NoisyDataset => 'noise' in dataset
