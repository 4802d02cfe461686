import type { Tree } from '@planish/core'
import { PlanishError, tidy } from '@planish/core'
import type { Objective } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Below it, all logits of an example are taken to be equal, and stay so. */
const leastDeviation = 1e-12

/** f ∘ 1/√(1/K Σ_k (f_k − mean f)²), row by row. */
function normalised(logits: Tensor): Tensor {
  const classes = logits.shape[1] as number
  if (classes < 3) {
    throw new PlanishError(
      'usage',
      `logitNormalised: normalised, the logits of ${classes === 1 ? 'one class' : 'two classes'} don't depend on the weights`,
      'it takes three classes or more',
    )
  }
  return tidy(() => {
    const centred = tf.sub(logits, tf.mean(logits, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    return tf.div(logits, tf.sqrt(tf.maximum(variance, leastDeviation ** 2)))
  })
}

/**
 * The objective with every example's logits f divided by their own standard deviation,
 *
 * ```text
 * f̃_k = f_k / √(1/K Σ_j (f_j − f̄)²),   f̄ = 1/K Σ_j f_j,
 * ```
 *
 * as in Andriushchenko, Croce, Müller, Hein & Flammarion, *A Modern Look at the Relationship between Sharpness and
 * Generalization* (ICML 2023, arXiv 2302.07011): sharpness of it does not change when the logits are scaled, as they
 * are by training longer. For every function of sharpness, and for any other that takes an objective.
 *
 * Two classes' normalised logits are 2 apart whatever the weights, so that at least three are asked for.
 *
 * @throws PlanishError `usage`, when it is applied, for networks with fewer than three logits
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { crossEntropy } from '@planish/grad'
 * import { mlp } from '@planish/models'
 * import { logitNormalised, worstCaseSharpness } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = mlp({ inputShape: [3], hidden: [4], classes: 3 })
 * const batch = { inputs: tf.ones([4, 3]), labels: tf.tensor1d([0, 1, 2, 0], 'int32') }
 * const objective = logitNormalised({ model, loss: crossEntropy })
 * const { sharpness } = await worstCaseSharpness(objective, model.init(random.key(0)), batch, { rho: 0.01 })
 * ```
 */
export const logitNormalised = <P extends Tree>({ model, loss }: Objective<P>): Objective<P> => ({
  model: {
    init: model.init,
    apply: layers => (params, inputs, draws) => normalised(model.apply(layers)(params, inputs, draws)),
  },
  loss,
})
