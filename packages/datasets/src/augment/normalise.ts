import { PlanishError, tidy } from '@planish/core'
import { div, sub, tensor1d } from '@tensorflow/tfjs-core'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { frameOf } from './augmentation.ts'

/** What {@link normalise} takes: a number for each channel, or one for all. */
export interface NormaliseOptions {
  readonly mean: number | readonly number[]
  readonly std: number | readonly number[]
}

function perChannel(name: string, value: number | readonly number[], channels: number): number[] {
  const values = typeof value === 'number' ? new Array<number>(channels).fill(value) : [...value]
  if (values.length === channels) return values
  throw new PlanishError('usage', `${values.length} numbers as ${name} of ${channels} channels`)
}

/**
 * (x − mean) / std, channel by channel. Draws nothing: in tests, where there is no key, it is `normalise(options)()`.
 * Of values as a batch has them, that is after the data set's own scale.
 *
 * @throws PlanishError `usage` when a standard deviation is not above 0, or a mean not finite; in use, when the numbers
 * are not as many as the channels
 * @example
 * ```ts
 * import { disposeTree } from '@planish/core'
 * import { normalise } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const normalised = normalise({ mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26] })()(batch)
 * disposeTree([batch.inputs, batch.labels, normalised.inputs, normalised.labels])
 * ```
 */
export function normalise({ mean, std }: NormaliseOptions): () => (batch: TensorBatch) => TensorBatch {
  if (
    ![std].flat().every(value => value > 0 && Number.isFinite(value)) ||
    ![mean].flat().every(Number.isFinite)
  ) {
    throw new PlanishError('usage', `normalise needs finite means and deviations above 0: ${mean} and ${std}`)
  }
  return () => batch =>
    tidy(() => {
      frameOf(batch)
      const channels = batch.inputs.shape[3] as number
      const centre = tensor1d(perChannel('mean', mean, channels))
      const scale = tensor1d(perChannel('standard deviation', std, channels))
      return { inputs: div(sub(batch.inputs, centre), scale), labels: batch.labels.clone() }
    })
}
