import type { Key, Tree } from '@planish/core'
import { random, tidy, tree } from '@planish/core'
import type { Batch } from '@planish/grad'
import { batchSize, chooseExamples, exampleLosses } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { add, globalNorm } from '../arithmetic.ts'
import { chooseTree } from '../choose.ts'
import { expectPositive, expectShare } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { expectFamily } from './expectFamily.ts'
import { forwardPass } from './forwardPass.ts'
import { lossGradient } from './lossGradient.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { GradientRule } from './rule.ts'

/** Options of {@link esam}. */
export interface EsamOptions extends RadiusOptions, PerturbationOptions {
  /** β, in (0, 1]: the share of the coordinates that are perturbed; default 0.6, of the paper. 1 draws nothing. */
  readonly beta?: number
  /** γ, in (0, 1]: the share of the examples in the second gradient; default 0.5, of the paper. */
  readonly gamma?: number
}

/** ε with a random share β of its coordinates, scaled so that the mean over the draws is ε. */
const thinned = <P extends Tree>(epsilon: P, beta: number, key: Key): P => {
  if (beta === 1) return epsilon
  let leaves = 0
  return tree.map<P>(epsilon, leaf => {
    const kept = random.bernoulli(random.foldIn(key, leaves++), beta, leaf.size)
    return tf.mul(
      leaf,
      tf.tensor(
        Float32Array.from(kept, is => is / beta),
        leaf.shape,
      ),
    )
  })
}

/** The examples whose losses rose most, a share γ of them and at least one. */
const mostSensitive = (batch: Batch, rise: Tensor, gamma: number): Batch => {
  const count = Math.max(1, Math.round(gamma * batchSize(batch)))
  return chooseExamples(batch, tf.topk(rise, count).indices)
}

/**
 * Efficient SAM (Du et al., ICLR 2022, arXiv 2110.03141):
 *
 * - ε = ρ/β · b ∘ g/‖g‖, b a Bernoulli(β) draw for each coordinate (stochastic weight perturbation);
 * - u the gradient at w + ε of the γB examples whose loss rose most from w to w + ε (sharpness-sensitive data
 *   selection), γB rounded, at least one.
 *
 * The draws are the key's, leaf after leaf in the order of sorted paths. γ = 1 chooses nothing and saves the forward pass
 * that choosing takes; β = γ = 1 is SAM. Where the batch's gradient vanishes, nothing is perturbed, no loss rises, and u
 * is that gradient. It looks at the whole batch, there are no groups.
 *
 * The official code draws once for each tensor and not for each coordinate, takes ‖g‖ over those that it drew, and leaves
 * out one example more. Its default is β = γ = 1. Here a β below 1 saves no time: gradients are computed for all
 * coordinates, and draws are made on the host.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, a `beta` or a `gamma` outside of (0, 1]
 * @example
 * ```ts
 * import { esam, followedBy, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(esam({ rho: 0.05, beta: 0.6, gamma: 0.5 }))
 * ```
 */
export function esam(options: EsamOptions): GradientRule<CountState> {
  const { beta = 0.6, gamma = 0.5 } = options
  expectFamily('esam', options)
  for (const [option, share] of Object.entries({ beta, gamma })) {
    expectPositive('esam', option, share)
    expectShare('esam', option, share)
  }
  return {
    needs: 'examples',
    gradientEvaluations: gamma === 1 ? 2 : 1 + forwardPass + gamma,
    init: () => ({ count: 0 }),
    apply: (objective, params, { count }, batch, key) =>
      tidy(() => {
        const state = { count: count + 1 }
        const { gradient, losses } = lossGradient(objective, params, batch)
        const radius = radiusOf(options, params, count)
        const epsilon = thinned(perturbation(gradient, radius, options), beta, key)
        const perturbed = add(params, epsilon)
        const gradientOf = (part: Batch) => lossGradient(objective, perturbed, part).gradient
        if (gamma === 1) return { direction: gradientOf(batch), losses, path: 'batch' as const, state }
        const rise = tf.sub(exampleLosses(objective, perturbed, batch), losses)
        const isPerturbed = tf.greater(globalNorm(epsilon), 0)
        const chosen = gradientOf(mostSensitive(batch, rise, gamma))
        const direction = chooseTree(isPerturbed, chosen, gradient)
        return { direction, losses, path: 'batch' as const, state }
      }),
  }
}
