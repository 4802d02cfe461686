import type { Tree } from '@planish/core'
import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Draws } from './dropout.ts'
import type { Model } from './model.ts'
import type { Operation } from './operation.ts'
import { interpret } from './operation.ts'

/** A network's logits, and what its last dense layer, the head, made them of. */
export interface HeadView {
  readonly logits: Tensor
  /** z, the head's input, [B, …, features]. */
  readonly features: Tensor
  /** v, the head's kernel, [features, K]. */
  readonly kernel: Tensor
}

/**
 * Applies a model and also shows its head: the last call of `dense`.
 *
 * @throws PlanishError `model` if the model calls `dense` nowhere
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { applyWithHead } from '@planish/grad'
 *
 * const model = {
 *   init: () => ({ kernel: tf.zeros([3, 2]) }),
 *   apply: layers => (params, inputs) => layers.dense(tf.relu(inputs), params),
 * }
 * applyWithHead(model, model.init(), tf.ones([4, 3])).features.shape // [4, 3]
 * ```
 */
export function applyWithHead<P extends Tree>(
  model: Model<P>,
  params: P,
  inputs: Tensor,
  draws?: Draws,
): HeadView {
  let head: Operation | undefined
  const layers = interpret({
    fused: true,
    run: operation => {
      if (operation.name === 'dense') head = operation
      return operation.output()
    },
  })
  const logits = model.apply(layers)(params, inputs, draws)
  const kernel = head?.main?.parameter
  if (head === undefined || kernel === undefined) {
    throw new PlanishError('model', 'the model has no head: it never calls layers.dense')
  }
  return { logits, features: head.input, kernel }
}
