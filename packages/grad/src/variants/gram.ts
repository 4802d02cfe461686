import { gramSquaredNorms, matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Gram, Variant } from '../roles/role.ts'
import type { GroupGradient } from './groupGradient.ts'

/**
 * The gradient of each group as the products of its P positions: with K from the inputs and D the cotangents
 * [G, P, out], ‖g‖² = Σ K(u, u)∘(DDᵀ), and c·g adds c K(u′, u) D.
 *
 * A bias that goes with it has the gradient Σ_p δ_p, as if each position had one more input, 1: K + 1 stands for both.
 *
 * @param form the gradients themselves
 * @param biased whether a bias moves with it, see {@link along}
 */
export const gramOf = (
  variant: Variant,
  gram: Gram,
  input: Tensor,
  cotangents: Tensor,
  form: () => Tensor,
  biased: boolean,
): GroupGradient => ({
  variant,
  tensors: [...gram.tensors, cotangents],
  form,
  squaredNorms: () =>
    tf.tidy(() => gramSquaredNorms(gram.between(input), matMul(cotangents, cotangents, false, true), biased)),
  perturbation: scale => {
    const { between, pullback } = gram
    // The factor goes to the matrix, which is smaller than the cotangents.
    const scaled = (matrix: Tensor): Tensor => tf.mul(matrix, scale(3))
    const of = (at: Tensor): Tensor => {
      const products = between(at)
      return matMul(scaled(biased ? tf.add(products, 1) : products), cotangents)
    }
    if (pullback === undefined) return { kind: 'addend', of }
    return {
      kind: 'addend',
      of,
      pullback: cotangent => pullback(scaled(matMul(cotangent, cotangents, false, true))),
    }
  },
})
