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
 *
 * @param onRows whether every group has a single position wherever the parameter is used
 */
export const elementwiseGradient = (
  kind: 'shift' | 'scale',
  gradient: GroupValues,
  onRows = false,
): GroupGradient => ({
  form: () => tf.clone(gradient.values),
  squaredNorms: gradient.squaredNorms,
  perturbation: scale => {
    if (kind === 'shift' && onRows) {
      return { kind: 'row', row: gradient.values, factor: () => scale }
    }
    const scaled = gradient.scaledBy(scale)
    const rowFor = (x: Tensor): Tensor => (x.rank === 2 ? scaled : tf.expandDims(scaled, 1))
    if (kind === 'shift') return { kind: 'map', addend: rowFor }
    const times = (x: Tensor): Tensor => tf.mul(x, rowFor(x))
    return { kind: 'map', addend: times, pullback: times }
  },
})
