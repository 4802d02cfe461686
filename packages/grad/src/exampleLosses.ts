import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Batch, Objective } from './model.ts'
import { plain } from './operation.ts'

/**
 * The loss of each example, [B], by one forward pass.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy, exampleLosses } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * exampleLosses({ model, loss: crossEntropy }, model.init(), batch) // log 2, four times
 * ```
 */
export const exampleLosses = <P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  { inputs, labels, draws }: Batch,
): Tensor => tidy(() => loss.perExample(model.apply(plain)(params, inputs, draws), labels))
