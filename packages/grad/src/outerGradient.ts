import { matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { GroupGradient } from './groupGradient.ts'
import { type GroupValues, groupValues } from './groupValues.ts'

/**
 * The gradient Σ_t u_t ⊗ δ_t of each group in a matrix, as its factors: inputs U [G, T, in] and cotangents
 * D [G, T, out], T positions to a group; [G, in] and [G, out] for one. Never formed unless that is cheaper and no
 * larger than the factors:
 *
 * | variant | ‖UᵀD‖² | u′·c UᵀD | when |
 * |---|---|---|---|
 * | rank one | ‖u‖²‖δ‖² | c (u′·u) δ | T = 1 |
 * | Gram | Σ (UUᵀ)∘(DDᵀ) | c (u′Uᵀ) D | T (in + out) ≤ in · out |
 * | formed | as it stands | as it stands | otherwise |
 *
 * A Gram sum is as exact as float32 is for its largest terms. Where positions cancel to less than about a
 * thousandth of their size, what is left of ‖·‖² is rounding, and counts as nothing.
 */
export function outerGradient(inputs: Tensor, cotangents: GroupValues): GroupGradient {
  if (inputs.rank === 2) return rankOne(inputs, cotangents)
  const [, positions, width] = inputs.shape as [number, number, number]
  const outputs = cotangents.values.shape[2] as number
  return positions * (width + outputs) <= width * outputs
    ? gram(inputs, cotangents)
    : formed(inputs, cotangents.values)
}

/** Of factors [G, in] and [G, out]. */
function rankOne(inputs: Tensor, cotangents: GroupValues): GroupGradient {
  let norms: Tensor | undefined
  const inputNorms = (): Tensor => {
    norms ??= tf.sum(tf.square(inputs), 1, true)
    return norms
  }
  /** u′·u of each row; a network's own input is the same in both passes. */
  const products = (at: Tensor): Tensor =>
    at.dataId === inputs.dataId ? inputNorms() : tf.sum(tf.mul(at, inputs), 1, true)
  return {
    form: () => tf.mul(tf.expandDims(inputs, 2), tf.expandDims(cotangents.values, 1)),
    squaredNorms: () => tf.mul(tf.squeeze(inputNorms(), [1]), cotangents.squaredNorms()),
    perturbation: scale => ({
      kind: 'row',
      row: cotangents.values,
      factor: at => tf.mul(products(at), scale),
      pullback: dy => tf.mul(tf.mul(dy, scale), inputs),
    }),
  }
}

/** A product of matrices for each group, for an operation that may have one position of the several. */
function onPositions(product: (at: Tensor) => Tensor): (at: Tensor) => Tensor {
  return at => (at.rank === 3 ? product(at) : tf.squeeze(product(tf.expandDims(at, 1)), [1]))
}

/** Share of the terms' magnitudes below which a sum of them is rounding: a few units in the last place. */
const roundingShare = 2 ** -20

/** Σ terms of each group, or 0 where the terms cancel to rounding. */
function certainSum(terms: Tensor): Tensor {
  const sum = tf.sum(terms, [1, 2])
  const certain = tf.greater(sum, tf.mul(roundingShare, tf.sum(tf.abs(terms), [1, 2])))
  return tf.where(certain, sum, tf.zerosLike(sum))
}

const gram = (inputs: Tensor, { values, scaledBy }: GroupValues): GroupGradient => ({
  form: () => matMul(inputs, values, true, false),
  squaredNorms: () =>
    certainSum(tf.mul(matMul(inputs, inputs, false, true), matMul(values, values, false, true))),
  perturbation: scale => {
    const scaled = scaledBy(scale)
    return {
      kind: 'map',
      addend: onPositions(at => matMul(matMul(at, inputs, false, true), scaled)),
      pullback: onPositions(dy => matMul(matMul(dy, scaled, false, true), inputs)),
    }
  },
})

function formed(inputs: Tensor, cotangents: Tensor): GroupGradient {
  const { values, squaredNorms, scaledBy } = groupValues(matMul(inputs, cotangents, true, false))
  return {
    form: () => tf.clone(values),
    squaredNorms,
    perturbation: scale => {
      const scaled = scaledBy(scale)
      return {
        kind: 'map',
        addend: onPositions(at => matMul(at, scaled)),
        pullback: onPositions(dy => matMul(dy, scaled, false, true)),
      }
    },
  }
}
