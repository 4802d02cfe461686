import { matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'

/**
 * The gradient Σ_t u_t ⊗ δ_t of each group in a matrix, as its factors: inputs U [G, T, in] and cotangents
 * D [G, T, out], T positions to a group. Never formed unless that is cheaper and no larger than the factors:
 *
 * | variant | ‖UᵀD‖² | u′·c UᵀD | when |
 * |---|---|---|---|
 * | rank one | ‖u‖²‖δ‖² | c (u′·u) δ | T = 1 |
 * | Gram | Σ (UUᵀ)∘(DDᵀ) | c (u′Uᵀ) D | T (in + out) ≤ in · out |
 * | formed | as it stands | as it stands | otherwise |
 */
export function outerGradient(inputs: Tensor, cotangents: Tensor): GroupGradient {
  const [, positions, width] = inputs.shape as [number, number, number]
  const outputs = cotangents.shape[2] as number
  if (positions === 1) return rankOne(inputs, cotangents)
  return positions * (width + outputs) <= width * outputs
    ? gram(inputs, cotangents)
    : formed(inputs, cotangents)
}

const form = (inputs: Tensor, cotangents: Tensor): Tensor => matMul(inputs, cotangents, true, false)

const rowNorms = (x: Tensor): Tensor => tf.sum(tf.square(x), [1, 2])

/**
 * (u′·u) δ, row by row, with a closed-form gradient in u′: tfjs's own would make a tensor of ones for the sum
 * and multiply it out.
 */
function rowProjection(at: Tensor, inputs: Tensor, scaled: Tensor): Tensor {
  return tf.customGrad(x => ({
    value: tf.tidy(() => tf.mul(tf.sum(tf.mul(x as Tensor, inputs), 2, true), scaled)),
    gradFunc: (dy: Tensor) => tf.mul(tf.sum(tf.mul(dy, scaled), 2, true), inputs),
  }))(at)
}

const rankOne = (inputs: Tensor, cotangents: Tensor): GroupGradient => ({
  form: () => form(inputs, cotangents),
  squaredNorms: () => tf.mul(rowNorms(inputs), rowNorms(cotangents)),
  scaledBy: scale => {
    const scaled = tf.mul(cotangents, tf.reshape(scale, [-1, 1, 1]))
    return at => rowProjection(at, inputs, scaled)
  },
})

const gram = (inputs: Tensor, cotangents: Tensor): GroupGradient => ({
  form: () => form(inputs, cotangents),
  squaredNorms: () =>
    tf.sum(tf.mul(matMul(inputs, inputs, false, true), matMul(cotangents, cotangents, false, true)), [1, 2]),
  scaledBy: scale => {
    const scaled = tf.mul(cotangents, tf.reshape(scale, [-1, 1, 1]))
    return at => matMul(matMul(at, inputs, false, true), scaled)
  },
})

function formed(inputs: Tensor, cotangents: Tensor): GroupGradient {
  const gradient = form(inputs, cotangents)
  return {
    form: () => tf.clone(gradient),
    squaredNorms: () => rowNorms(gradient),
    scaledBy: scale => {
      const scaled = tf.mul(gradient, tf.reshape(scale, [-1, 1, 1]))
      return at => matMul(at, scaled)
    },
  }
}
