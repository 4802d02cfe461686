import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'

/** Σ_t δ_t, or Σ_t u_t∘δ_t: the gradient of each group in a vector that is added or multiplied, [G, n]. */
export const positionSum = (cotangents: Tensor, inputs: Tensor | undefined): Tensor =>
  tf.sum(inputs === undefined ? cotangents : tf.mul(cotangents, inputs), 1)

/**
 * The gradient of each group in a bias (`shift`) or a scale, [G, n]: small enough to be formed.
 *
 * A shift adds c·g to the output, whatever the input u′; a scale adds u′∘c·g.
 */
export const elementwiseGradient = (kind: 'shift' | 'scale', gradient: Tensor): GroupGradient => ({
  form: () => tf.clone(gradient),
  squaredNorms: () => tf.sum(tf.square(gradient), 1),
  scaledBy: scale => {
    const row = tf.expandDims(tf.mul(gradient, tf.expandDims(scale, 1)), 1)
    return at => (kind === 'shift' ? row : tf.mul(at, row))
  },
})
