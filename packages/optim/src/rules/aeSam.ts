import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { dot } from '../arithmetic.ts'
import { chooseTree } from '../choose.ts'
import { expectDecay, expectNumber, expectWhole } from '../expectations.ts'
import { average } from '../transformations/moments.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link aeSam}. */
export interface AeSamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** T, the steps of the whole run, after which the threshold stays; a whole number from 1. */
  readonly steps: number
  /** λ₁, the threshold c in the end; default −1, the paper's (unchecked). */
  readonly lambda1?: number
  /** λ₂, the threshold c at the start; default 1, the paper's (unchecked). */
  readonly lambda2?: number
  /** δ, how much of the running mean and variance is kept, in [0, 1); default 0.9, the paper's. */
  readonly delta?: number
}

/** μ and σ² of ‖g‖², scalars, and the number of steps. */
export type AeSamState = { readonly mean: Tensor; readonly variance: Tensor; readonly count: number }

/**
 * AE-SAM: SAM where the batch's gradient is long for its time, SGD elsewhere,
 *
 * ```text
 * μ ← δμ + (1 − δ)‖g‖²,  σ² ← δσ² + (1 − δ)(‖g‖² − μ)²,
 * u = ∇L(w + ε) if ‖g‖² ≥ μ + c_t σ, else g,    c_t = t/T · λ₁ + (1 − t/T) · λ₂,
 * ```
 *
 * t the number of steps before. With `m` (and `term`) the directions of SAM's steps are those of m-SAM; ‖g‖ is always
 * the batch's (with `clip` that of the mean of the clipped). μ and σ² start at 0, ours: after the first step they are (1 − δ)‖g‖² and (1 − δ)(δ‖g‖²)².
 *
 * **The numbers are AE-SAM's, the saving is not had**: whether to perturb is known on the device alone, and to ask it
 * would stall a GPU at each step (and can't be done synchronously on WebGPU). So every step computes both directions
 * and selects one: a step costs what SAM's does, where the paper's costs 1 to 2. Use it to learn how such a policy
 * trains; to save gradients, `intervalSam` or `lookSam`.
 *
 * Jiang, Yang, Zhang & Kwok, *An Adaptive Policy to Employ Sharpness-Aware Minimization* (ICLR 2023, arXiv
 * 2304.14647); its text and code were not at hand: the formula and δ are as others give them, λ₁ and λ₂ as remembered.
 * Far below 0 both λ make it SAM, far above SGD.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, a bad `steps` or `delta`; in `apply` as `sam`
 * @example
 * ```ts
 * import { aeSam, followedBy, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1, momentum: 0.9 }))(aeSam({ rho: 0.05, steps: 2340 }))
 * ```
 */
export function aeSam(
  options: AeSamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<AeSamState>
export function aeSam(options: AeSamOptions): GradientRule<AeSamState>
export function aeSam(options: AeSamOptions): GradientRule<AeSamState> {
  const { steps, lambda1 = -1, lambda2 = 1, delta = 0.9 } = options
  expectFamily('aeSam', options)
  expectWhole('aeSam', 'steps', steps, 1)
  expectNumber('aeSam', 'lambda1', lambda1)
  expectNumber('aeSam', 'lambda2', lambda2)
  expectDecay('aeSam', 'delta', delta)
  const threshold = (count: number): number => {
    const done = Math.min(count / steps, 1)
    return done * lambda1 + (1 - done) * lambda2
  }
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: () => ({ mean: tf.scalar(0), variance: tf.scalar(0), count: 0 }),
    apply: (objective, params, state, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, state.count)
        const { mean: found, ...rest } = overGroups(objective, params, batch, options, group => ({
          perturbed: group.gradientAt(perturbation(group.gradient, radius, options)),
          plain: group.gradient,
        }))
        const squared = dot(found.plain, found.plain)
        const mean = average(squared, state.mean, delta)
        const variance = average(tf.square(tf.sub(squared, mean)), state.variance, delta)
        const least = tf.add(mean, tf.mul(tf.sqrt(variance), threshold(state.count)))
        return {
          direction: chooseTree(tf.greaterEqual(squared, least), found.perturbed, found.plain),
          ...rest,
          state: { mean, variance, count: state.count + 1 },
        }
      }),
  }
}
