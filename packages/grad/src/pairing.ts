import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/**
 * A scalar whose gradient in the logits is r, so that its gradient in the parameters is Σ_i J_iᵀ r_i. For passes of
 * which only the gradient is wanted: the value is 0, whatever the logits, and of a loss nothing is computed but the
 * residual.
 *
 * @param residual r at the logits, [B, K]; taken as a constant
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy, differentiate, pairing } from '@planish/grad'
 *
 * const logits = tf.zeros([1, 2])
 * const labels = tf.tensor1d([0], 'int32')
 * const value = () => pairing(logits, at => crossEntropy.residual(at, labels))
 * differentiate(logits, () => ({ value: value(), also: [] })).gradient // [[-0.5, 0.5]]
 * ```
 */
export const pairing = (logits: Tensor, residual: (logits: Tensor) => Tensor): Tensor =>
  tf.customGrad((z, save) => {
    ;(save as (tensors: Tensor[]) => void)([z as Tensor])
    return {
      value: tf.scalar(0),
      gradFunc: (dy: Tensor, [at]: Tensor[]) => tf.mul(residual(at as Tensor), dy),
    }
  })(logits)
