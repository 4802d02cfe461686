import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { size } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { overDataset } from './overDataset.ts'

/** The class of each row of logits, int32 [B]: the largest one, or whether the only one is positive. */
export const classesOf = (logits: Tensor): Tensor =>
  logits.shape[1] === 1 ? tf.cast(tf.greater(tf.squeeze(logits, [1]), 0), 'int32') : tf.argMax(logits, 1)

/**
 * The class that a model predicts for every example: the largest logit, or for a model with one logit whether it
 * is positive.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { linear } from '@planish/models'
 * import { predict } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 9, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [3], classes: 1 })
 * const classes = await predict(model, model.init(random.key(1)), toy) // Int32Array of 9
 * ```
 */
export async function predict<P extends Tree>(
  model: Model<P>,
  params: P,
  dataset: Dataset,
): Promise<Int32Array> {
  const predicted = new Int32Array(size(dataset))
  await overDataset(
    dataset,
    ({ inputs }) => [tidy(() => classesOf(model.apply(plain)(params, inputs)))],
    ([classes], first) => predicted.set(classes as Int32Array, first),
  )
  return predicted
}
