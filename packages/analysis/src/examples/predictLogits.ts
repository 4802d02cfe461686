import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import type { Model } from '@planish/grad'
import { plain } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { HostMatrix } from '../hostMatrix.ts'
import { rowsOverDataset } from './overDataset.ts'

/**
 * The logits that a model gives to every example, n rows of K columns (1 for a binary model with one logit): what
 * calibration, conformal prediction and margins start from.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { linear } from '@planish/models'
 * import { predictLogits } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 9, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [3], classes: 2 })
 * const logits = await predictLogits(model, model.init(random.key(1)), toy) // 18 values in 2 columns
 * ```
 */
export const predictLogits = <P extends Tree>(
  model: Model<P>,
  params: P,
  dataset: Dataset,
): Promise<HostMatrix> =>
  // Cloned: a model may hand back its input.
  rowsOverDataset(dataset, inputs => tidy(() => tf.clone(model.apply(plain)(params, inputs))))
