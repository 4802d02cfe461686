import type { Tree } from '@planish/core'
import { scoped } from '@planish/core'
import type { Batch, Objective } from '@planish/grad'
import { forEachGroup, gradientFloor } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { rowNorms } from './rowNorms.ts'

/**
 * How much more each example's residual weighs at its own 1-SAM perturbation, ‖r_i(w + ε_i)‖ / ‖r_i(w)‖ with
 * ε_i = ρ ∇ℓ_i/‖∇ℓ_i‖: the logit effect of SAM. NaN where the gradient is too short
 * to perturb along (`gradientFloor`), as it is for an example that is fitted perfectly.
 *
 * In a linear model the ratio falls from e^{ρ‖x‖} for well-fitted examples to 1 for badly fitted ones, so that
 * SAM up-weights clean examples while they are fitted first (Baek, Kolter & Raghunathan 2024).
 *
 * @returns float32 of length B
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { mlp } from '@planish/models'
 * import { upWeighting } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 2 })
 * const batch = { inputs: tf.ones([5, 3]), labels: tf.tensor1d([0, 1, 0, 1, 0], 'int32') }
 * const ratios = await upWeighting({ model, loss: crossEntropy }, model.init(random.key(0)), batch, 0.05)
 * ```
 */
export function upWeighting<P extends Tree>(
  objective: Objective<P>,
  params: P,
  batch: Batch,
  rho: number,
): Promise<Float32Array> {
  return scoped(async own => {
    const { parts } = forEachGroup(objective, params, batch, { m: 1, rho }, ({ batch: part, ...point }) => {
      const norms = (logits: Tensor): Tensor => rowNorms(objective.loss.residual(logits, part.labels))
      const ratios = tf.div(norms(point.perturbedLogits()), norms(point.firstLogits))
      const perturbed = tf.greater(point.gradientNorms, gradientFloor)
      return tf.where(perturbed, ratios, tf.fill(ratios.shape, Number.NaN))
    })
    own(parts)
    return (await own(tf.concat([...parts])).data()) as Float32Array
  })
}
