import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'
import type { GroupValues } from './groupValues.ts'

/** Σ_t δ_t, or Σ_t u_t∘δ_t: the gradient of each group in a vector that is added or multiplied, [G, n]. */
export function positionSum(cotangents: Tensor, inputs: Tensor | undefined): Tensor {
  const terms = inputs === undefined ? cotangents : tf.mul(cotangents, inputs)
  return terms.rank === 2 ? terms : tf.sum(terms, 1)
}

/**
 * The gradient of each group in a bias (`shift`) or a scale, [G, n]: small enough to be formed.
 *
 * A shift adds c·g to the output, whatever the input u′; a scale adds u′∘c·g.
 */
export const elementwiseGradient = (kind: 'shift' | 'scale', gradient: GroupValues): GroupGradient => ({
  form: () => tf.clone(gradient.values),
  squaredNorms: gradient.squaredNorms,
  perturbation: scale => {
    const scaled = gradient.scaledBy(scale)
    const rowFor = (x: Tensor): Tensor => (x.rank === 2 ? scaled : tf.expandDims(scaled, 1))
    if (kind === 'shift') return { addend: rowFor }
    const times = (x: Tensor): Tensor => tf.mul(x, rowFor(x))
    return { addend: times, pullback: times }
  },
})
