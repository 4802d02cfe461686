import type { Tree } from '@planish/core'
import { disposeTree, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { differentiate } from './differentiate.ts'
import { forEachGroup } from './forEachGroup.ts'
import type { Batch, Objective } from './model.ts'
import type { Neighbourhood } from './neighbourhood.ts'
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
  batch: Batch,
): BatchGradient<P> {
  const { gradient, value, also } = differentiate(params, () => {
    const logits = model.apply(plain)(params, batch.inputs)
    const losses = loss.perExample(logits, batch.labels)
    return { value: tf.mean(losses), also: { losses, logits } }
  })
  value.dispose()
  return { gradient, ...also }
}

/**
 * The mean gradient of each group of m examples, leaves [G, …]; `m: 1` gives per-example gradients.
 *
 * As large as G copies of the parameters. What needs no more than norms or perturbed passes should use
 * {@link forEachGroup}, which forms none of them.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupwiseGradients, crossEntropy } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(inputs, params),
 * }
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 0, 0], 'int32') }
 * groupwiseGradients({ model, loss: crossEntropy }, model.init(), batch, 1).kernel.shape // [4, 3, 2]
 * ```
 */
export function groupwiseGradients<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  m: Neighbourhood['m'],
): P {
  const { parts } = forEachGroup(objective, params, batch, { m, rho: 0 }, point =>
    tree.leaves(point.gradients()).map(leaf => leaf),
  )
  const stacked = tree.leaves(params).map((_, index) => tf.concat(parts.map(part => part[index] as Tensor)))
  disposeTree(parts)
  return tree.rebuild<P>(params, stacked)
}
