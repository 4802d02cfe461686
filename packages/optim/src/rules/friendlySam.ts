import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import { addScaled, copy, zeros } from '../arithmetic.ts'
import { expectNumber, expectShare } from '../expectations.ts'
import { average } from '../transformations/moments.ts'
import { beyondRounding } from './beyondRounding.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link friendlySam}. */
export interface FriendlySamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** σ, how much of the averaged gradient is taken out; default 1, of the paper. 0 is SAM. */
  readonly sigma?: number
  /** λ of the moving average; default 0.9, of the official optimizer (its training script has 0.95). */
  readonly lambda?: number
}

/** Number of steps; the moving average m, of the parameters' structure. */
export type FriendlySamState = { readonly count: number; readonly average: Tree }

/**
 * Friendly SAM (Li, Zhou, He, Cheng & Huang, CVPR 2024, arXiv 2403.12350): the perturbation leaves out what all batches
 * have in common, the full gradient, in whose place stands a moving average. For each group
 *
 * d = g − σ m, at the first step g; ε = ρ d/‖d‖; u the mean of the groups' gradients at w + ε;
 *
 * and then m ← λ m + (1 − λ) g with the batch's raw g, at the first step m = g: as in the official code. (With σ = 1 it
 * makes no difference if m takes g first: d is then λ times as long.) Where d vanishes, or is
 * nothing but the rounding of g (ours: a step that hardly moves leaves that), nothing is perturbed.
 *
 * `pytorch_optimizer` averages g − σ m in place of g: its average is another one from the second step on.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, a `sigma` that is not finite, a `lambda` outside of [0, 1]; in `apply` for a bad `m`
 * @example
 * ```ts
 * import { followedBy, friendlySam, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(friendlySam({ rho: 0.1 }))
 * ```
 */
export function friendlySam(
  options: FriendlySamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<FriendlySamState>
export function friendlySam(options: FriendlySamOptions): GradientRule<FriendlySamState>
export function friendlySam(options: FriendlySamOptions): GradientRule<FriendlySamState> {
  const { sigma = 1, lambda = 0.9 } = options
  expectFamily('friendlySam', options)
  expectNumber('friendlySam', 'sigma', sigma)
  expectShare('friendlySam', 'lambda', lambda)
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: params => ({ count: 0, average: zeros(params) }),
    apply: (objective, params, { count, average: last }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const { mean, ...rest } = overGroups(
          objective,
          params,
          batch,
          options,
          ({ gradient, gradientAt }) => {
            const noise = count === 0 ? gradient : beyondRounding(addScaled(gradient, last, -sigma), gradient)
            return { gradient, perturbed: gradientAt(perturbation(noise, radius, options)) }
          },
        )
        const next = count === 0 ? copy(mean.gradient) : average(mean.gradient, last, lambda)
        return { direction: mean.perturbed, ...rest, state: { count: count + 1, average: next } }
      }),
  }
}
