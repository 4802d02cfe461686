import { matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { perGroup } from '../byGroup.ts'
import type { Gram, Variant } from '../roles/role.ts'
import type { GroupGradient } from './groupGradient.ts'

/** Share of the terms' magnitudes below which a sum of them is rounding: a few units in the last place. */
const roundingShare = 2 ** -20

/** Σ terms of each group, or 0 where the terms cancel to rounding. */
function certainSum(terms: Tensor): Tensor {
  const sum = tf.sum(terms, [1, 2])
  const certain = tf.greater(sum, tf.mul(roundingShare, tf.sum(tf.abs(terms), [1, 2])))
  return tf.where(certain, sum, tf.zerosLike(sum))
}

/**
 * The gradient of each group as the products of its P positions: with K from the inputs and D the cotangents
 * [G, P, out], ‖g‖² = Σ K(u, u)∘(DDᵀ), and c·g adds c K(u′, u) D.
 *
 * A Gram sum is as exact as float32 is for its largest terms. Where positions cancel to less than about a
 * thousandth of their size, what is left of ‖·‖² is rounding, and counts as nothing.
 *
 * @param form the gradients themselves
 */
export const gramOf = (
  variant: Variant,
  gram: Gram,
  input: Tensor,
  cotangents: Tensor,
  form: () => Tensor,
): GroupGradient => ({
  variant,
  tensors: [...gram.tensors, cotangents],
  form,
  squaredNorms: () =>
    tf.tidy(() => certainSum(tf.mul(gram.between(input), matMul(cotangents, cotangents, false, true)))),
  perturbation: scale => {
    const scaled = tf.mul(cotangents, perGroup(scale, 3))
    const { between, pullback } = gram
    const of = (at: Tensor): Tensor => matMul(between(at), scaled)
    if (pullback === undefined) return { kind: 'addend', of }
    return {
      kind: 'addend',
      of,
      pullback: cotangent => pullback(matMul(cotangent, scaled, false, true)),
    }
  },
})
