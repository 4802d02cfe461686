import { tidy } from '@planish/core'
import { applyWithHead, differentiate } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { expectNotNegative } from '../expectations.ts'
import { stateless } from '../state.ts'
import type { GradientRule } from './rule.ts'

/** Options of {@link normRegularised}. */
export interface NormRegularisedOptions {
  /** γ_z, weight of the features' norm; default 0.01, ours. */
  readonly gammaZ?: number
  /** γ_v, weight of the head's norm; default 0.1, ours. */
  readonly gammaV?: number
}

/**
 * The gradient of L + γ_z/2 · mean_i ‖z_i‖² + γ_v/2 · ‖v‖², z the head's input and v its kernel: what J-SAM
 * adds to SGD in a two-layer linear net, as a regulariser (Baek, Kolter & Raghunathan 2024). The paper does not
 * fix the weights. The reported losses are without the regulariser.
 *
 * @throws PlanishError `usage` for a negative weight
 * @example
 * ```ts
 * import { followedBy, normRegularised, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(normRegularised({ gammaZ: 0.01, gammaV: 0.1 }))
 * ```
 */
export function normRegularised({
  gammaZ = 0.01,
  gammaV = 0.1,
}: NormRegularisedOptions = {}): GradientRule<readonly []> {
  expectNotNegative('normRegularised', 'gammaZ', gammaZ)
  expectNotNegative('normRegularised', 'gammaV', gammaV)
  return {
    needs: 'examples',
    gradientEvaluations: 1,
    init: () => stateless,
    apply: ({ model, loss }, params, state, batch) =>
      tidy(() => {
        const { gradient, also } = differentiate(params, () => {
          const { logits, features, kernel } = applyWithHead(model, params, batch.inputs, batch.draws)
          const losses = loss.perExample(logits, batch.labels)
          const examples = losses.size
          const featureTerm = tf.mul(gammaZ / (2 * examples), tf.sum(tf.square(features)))
          const headTerm = tf.mul(gammaV / 2, tf.sum(tf.square(kernel)))
          return { value: tf.addN([tf.mean(losses), featureTerm, headTerm]), also: { losses } }
        })
        return { direction: gradient, state, losses: also.losses, path: 'batch' as const }
      }),
  }
}
