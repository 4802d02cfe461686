import type { Tree } from '@planish/core'
import { scoped, tidy } from '@planish/core'
import type { Batch, Loss, Model } from '@planish/grad'
import { gradientNorms, plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** The k-th logit as a loss: its residual is e_k, its gradient J_iᵀ e_k. */
const logitOf = (k: number): Loss => ({
  name: `logit ${k}`,
  perExample: logits => tf.squeeze(tf.slice(logits, [0, k], [-1, 1]), [1]),
  residual: logits =>
    tidy(() => {
      const [examples, classes] = logits.shape as [number, number]
      const basis = Array.from({ length: classes }, (_, j) => (j === k ? 1 : 0))
      return tf.tile(tf.tensor2d(basis, [1, classes]), [examples, 1])
    }),
})

/**
 * ‖J_i‖_F of every example, J_i [K, parameters] the Jacobian of its logits in all parameters: √Σ_k ‖J_iᵀ e_k‖², by
 * one pullback for each class, K of them. Exact. What `exampleMeasures` has as `pulledNorms` takes one and is along the
 * residual only.
 *
 * @returns float32 of length B
 * @throws PlanishError as `gradientNorms` of `@planish/grad`
 * @example
 * ```ts
 * import { linear } from '@planish/models'
 * import { jacobianNorms } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = linear({ inputShape: [3], classes: 2, bias: false })
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.zeros([4], 'int32') }
 * await jacobianNorms(model, { layers: [{ kernel: tf.zeros([3, 2]) }] }, batch) // √2 ‖x‖ = √6, four times
 * ```
 */
export function jacobianNorms<P extends Tree>(
  model: Model<P>,
  params: P,
  batch: Omit<Batch, 'labels'> & Partial<Pick<Batch, 'labels'>>,
): Promise<Float32Array> {
  return scoped(async own => {
    const found = own(
      tidy(() => {
        const logits = model.apply(plain)(params, batch.inputs, batch.draws)
        const [examples, classes] = logits.shape as [number, number]
        const labels = batch.labels ?? tf.zeros([examples], 'int32')
        const squares: Tensor[] = []
        for (let k = 0; k < classes; k++) {
          const { norms } = gradientNorms({ model, loss: logitOf(k) }, params, { ...batch, labels })
          squares.push(tf.square(norms))
        }
        return tf.sqrt(tf.addN(squares))
      }),
    )
    return (await found.data()) as Float32Array
  })
}
