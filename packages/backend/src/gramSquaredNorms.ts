import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { abs, add, lessEqual, mul, reshape, sum, where, zerosLike } from '@tensorflow/tfjs-core'
import { type Operation, runOperation } from './fused/operation.ts'

/** Share of the terms' magnitudes below which a sum of them is rounding: a few units in the last place. */
const roundingShare = 2 ** -20

type Attributes = { readonly biased: boolean }

/** A factor for each group against its matrix. */
const perMatrix = (factors: Tensor): Tensor => reshape(factors, [factors.size, 1, 1])

const operation: Operation<Attributes> = {
  name: 'PlanishGramSquaredNorms',
  compute: ({ inputs, cotangents }: NamedTensorMap, { biased }) => {
    const terms = mul(biased ? add(inputs as Tensor, 1) : (inputs as Tensor), cotangents as Tensor)
    const norms = sum(terms, [1, 2])
    const rounding = mul(sum(abs(terms), [1, 2]), roundingShare)
    return [where(lessEqual(norms, rounding), zerosLike(norms), norms)]
  },
  fused: (run, { inputs, cotangents }, attributes) =>
    run('Planish1GramSquaredNorms', [inputs as Tensor, cotangents as Tensor], 1, attributes),
  gradient: {
    inputsToSave: ['inputs', 'cotangents'],
    gradFunc: (dys, [inputs, cotangents], attributes) => {
      const dy = perMatrix(dys as Tensor)
      const { biased } = attributes as Attributes
      return {
        inputs: () => mul(dy, cotangents as Tensor),
        cotangents: () => mul(dy, biased ? add(inputs as Tensor, 1) : (inputs as Tensor)),
      }
    },
  },
}

/**
 * ‖g‖² of each group's gradient g = Σ_p u_p ⊗ δ_p from the Gram matrices of its P positions' inputs u and cotangents
 * δ: Σ K∘D, K[p, q] = ⟨u_p, u_q⟩, D[p, q] = ⟨δ_p, δ_q⟩. With a bias, whose gradient is Σ_p δ_p, and ‖·‖² that of both
 * together: Σ (K + 1)∘D.
 *
 * As exact as float32 is for the largest terms: where they cancel to less than about a millionth of their sum of
 * magnitudes, what is left is rounding, and counts as nothing.
 *
 * @param inputs K, shape [G, P, P]
 * @param cotangents D, the same shape
 * @returns shape [G]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { gramSquaredNorms } from '@planish/backend'
 *
 * gramSquaredNorms(tf.ones([2, 3, 3]), tf.ones([2, 3, 3]), false) // [9, 9]
 * ```
 */
export const gramSquaredNorms = (inputs: Tensor, cotangents: Tensor, biased: boolean): Tensor =>
  runOperation(operation, { inputs, cotangents }, { biased })[0] as Tensor
