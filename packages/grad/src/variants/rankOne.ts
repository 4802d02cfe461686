import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { rowSquares } from '../byGroup.ts'
import type { GroupGradient } from './groupGradient.ts'

/**
 * The gradient u ⊗ δ of a matrix where every group has a single position, as its factors [G, in] and [G, out]:
 * ‖g‖² = ‖u‖²‖δ‖², and c·g adds c (u′·u) δ. A bias that goes with it has the gradient δ, as if there were one more
 * input, 1.
 *
 * @param biased whether a bias moves with it, see {@link along}
 */
export function rankOne(inputs: Tensor, cotangents: Tensor, biased: boolean): GroupGradient {
  const withBias = (products: Tensor): Tensor => (biased ? tf.add(products, 1) : products)
  const inputNorms = withBias(tf.sum(tf.square(inputs), 1, true))
  /** u′·u (+ 1) of each row; a network's own input is the same in both passes. */
  const products = (at: Tensor): Tensor =>
    at.dataId === inputs.dataId ? inputNorms : withBias(tf.sum(tf.mul(at, inputs), 1, true))
  return {
    variant: 'rank one',
    tensors: [inputs, cotangents, inputNorms],
    form: () => tf.mul(tf.expandDims(inputs, 2), tf.expandDims(cotangents, 1)),
    squaredNorms: () => tf.mul(tf.squeeze(inputNorms, [1]), rowSquares(cotangents)),
    perturbation: scale => {
      const column = scale(2)
      return {
        kind: 'row',
        row: cotangents,
        factor: at => tf.mul(products(at), column),
        pullback: cotangent => tf.mul(tf.mul(cotangent, column), inputs),
      }
    },
  }
}
