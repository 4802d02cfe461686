import type { Tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { differentiate } from './differentiate.ts'
import type { Batch, Objective } from './model.ts'
import { plain } from './operation.ts'

/** The gradient of the mean loss of a batch. */
export interface BatchGradient<P extends Tree> {
  readonly gradient: P
  /** Per-example losses, [B]. */
  readonly losses: Tensor
  /** Logits, [B, K]. */
  readonly logits: Tensor
}

/**
 * ∇_w (1/B) Σ_i ℓ_i(w), with the losses and logits of the same forward pass.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { batchGradient, crossEntropy } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * batchGradient({ model, loss: crossEntropy }, model.init(), batch).gradient.kernel.shape // [3, 2]
 * ```
 */
export function batchGradient<P extends Tree>(
  { model, loss }: Objective<P>,
  params: P,
  { inputs, labels, draws }: Batch,
): BatchGradient<P> {
  const { gradient, value, also } = differentiate(params, () => {
    const logits = model.apply(plain)(params, inputs, draws)
    const losses = loss.perExample(logits, labels)
    return { value: tf.mean(losses), also: { losses, logits } }
  })
  value.dispose()
  return { gradient, ...also }
}
