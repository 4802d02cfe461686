import type { Tree } from '@planish/core'
import { scoped, tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { batches, batchOf, size, toTensors } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { plain } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'

/** Examples to a pass: enough to keep a backend busy, few enough for any memory. */
const examplesPerPass = 1000

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
  let next = 0
  for (const { indices } of batches(dataset, { batchSize: examplesPerPass, shuffle: false })) {
    await scoped(async own => {
      const { inputs, labels } = toTensors(batchOf(dataset, indices))
      own([inputs, labels])
      const classes = own(
        tidy(() => {
          const logits = model.apply(plain)(params, inputs)
          return logits.shape[1] === 1
            ? tf.cast(tf.greater(tf.squeeze(logits, [1]), 0), 'int32')
            : tf.argMax(logits, 1)
        }),
      )
      predicted.set((await classes.data()) as Int32Array, next)
    })
    next += indices.length
  }
  return predicted
}
