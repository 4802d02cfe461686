import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'

/**
 * The gradient u ⊗ δ of a matrix where every group has a single position, as its factors [G, in] and [G, out]:
 * ‖g‖² = ‖u‖²‖δ‖², and c·g adds c (u′·u) δ.
 */
export function rankOne(inputs: Tensor, cotangents: Tensor): GroupGradient {
  const inputNorms = tf.sum(tf.square(inputs), 1, true)
  /** u′·u of each row; a network's own input is the same in both passes. */
  const products = (at: Tensor): Tensor =>
    at.dataId === inputs.dataId ? inputNorms : tf.sum(tf.mul(at, inputs), 1, true)
  return {
    variant: 'rank one',
    tensors: [inputs, cotangents, inputNorms],
    form: () => tf.mul(tf.expandDims(inputs, 2), tf.expandDims(cotangents, 1)),
    squaredNorms: squares => tf.mul(tf.squeeze(inputNorms, [1]), squares(cotangents)),
    perturbation: scale => {
      const column = tf.expandDims(scale, 1)
      return {
        kind: 'row',
        row: cotangents,
        constant: column,
        factor: at => tf.mul(products(at), column),
        pullback: cotangent => tf.mul(tf.mul(cotangent, column), inputs),
      }
    },
  }
}
