import type { Tree } from '@planish/core'
import { PlanishError, scoped, tidy } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { gradientNorms, plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { margins } from './margins.ts'
import { rowNorms } from './rowNorms.ts'

/** What SAM's mechanism turns on, of each example of a batch; all of length B. */
export interface ExampleMeasures {
  /** ℓ_i. */
  readonly losses: Float32Array
  /** z_y − max_{k≠y} z_k, or t f with one logit. */
  readonly margins: Float64Array
  /** ‖∇ℓ_i‖ = ‖J_iᵀ r_i‖ over all parameters. */
  readonly gradientNorms: Float32Array
  /** ‖r_i‖, the logit scale: how much the example weighs by its fit. */
  readonly residualNorms: Float32Array
  /**
   * ‖J_iᵀ r_i‖/‖r_i‖, the Jacobian's norm along the residual: between J_i's least and largest singular values. NaN
   * where r_i is 0. For ‖J_i‖_F see {@link jacobianNorms}.
   */
  readonly pulledNorms: Float32Array
}

/**
 * Loss, margin, gradient norm, logit scale ‖r‖ and Jacobian norm along the residual of every example of a batch: the
 * gradient's length is the product of the last two, which L-SAM and J-SAM change by themselves (Baek, Kolter &
 * Raghunathan 2024). No gradient is formed.
 *
 * @param batch labels are class indices
 * @throws PlanishError `usage` for other labels; as `gradientNorms` of `@planish/grad`
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { mlp } from '@planish/models'
 * import { exampleMeasures } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2 })
 * const batch = { inputs: tf.ones([5, 3]), labels: tf.tensor1d([0, 1, 0, 1, 0], 'int32') }
 * const measures = await exampleMeasures({ model, loss: crossEntropy }, model.init(random.key(0)), batch)
 * measures.gradientNorms.length // 5
 * ```
 */
export async function exampleMeasures<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
): Promise<ExampleMeasures> {
  const { model, loss } = objective
  const { inputs, labels, draws } = batch
  if (labels.rank !== 1 || labels.dtype !== 'int32') {
    throw new PlanishError(
      'usage',
      `exampleMeasures: labels of shape [${labels.shape.join(', ')}] and type ${labels.dtype}`,
      'a margin is that of a class: give class indices as int32 of shape [B]',
    )
  }
  return scoped(async own => {
    const found = own(
      tidy(() => {
        const logits = model.apply(plain)(params, inputs, draws)
        const { norms, losses } = gradientNorms(objective, params, batch)
        // Cloned: a model may hand back its input.
        return { logits: tf.clone(logits), norms, losses, residuals: rowNorms(loss.residual(logits, labels)) }
      }),
    )
    const floats = async (tensor: Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array
    const [values, norms, losses, residualNorms, classes] = await Promise.all([
      floats(found.logits),
      floats(found.norms),
      floats(found.losses),
      floats(found.residuals),
      labels.data(),
    ])
    return {
      losses,
      margins: margins({ values, columns: found.logits.shape[1] as number }, classes),
      gradientNorms: norms,
      residualNorms,
      pulledNorms: norms.map((norm, i) => norm / (residualNorms[i] as number)),
    }
  })
}
