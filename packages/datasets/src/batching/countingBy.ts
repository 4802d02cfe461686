import { PlanishError } from '@planish/core'
import type { Dataset } from '../dataset.ts'
import { isNoisy } from '../noise/noisyDataset.ts'

/**
 * By which labels classes are counted: those that training sees, or those from before the noise. Only `given` needs
 * nothing that a real data set would not have. Examples that open-set noise brought in are of no class by `clean`: a
 * stratum of their own when data is divided, and in no balanced batch.
 */
export type CountingBy = 'given' | 'clean'

/** The labels to count by; of a data set that was never corrupted, they are the same. */
export function labelsBy(dataset: Dataset, by: CountingBy): Int32Array {
  if (by === 'given') return dataset.labels
  if (by === 'clean') return isNoisy(dataset) ? dataset.cleanLabels : dataset.labels
  throw new PlanishError('usage', `labels are counted by 'given' or 'clean', not '${String(by)}'`)
}
