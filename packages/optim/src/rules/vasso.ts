import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import { zeros } from '../arithmetic.ts'
import { expectShare } from '../expectations.ts'
import { average } from '../transformations/moments.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link vasso}. */
export interface VassoOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** θ, share of the newest gradient; default 0.2, of the paper (the official code's is 0.9). 1 is SAM. */
  readonly theta?: number
}

/** Number of steps; the averaged gradient d, of the parameters' structure. */
export type VassoState = { readonly count: number; readonly average: Tree }

/**
 * Variance-suppressed SAM (Li & Giannakis, *Enhancing Sharpness-Aware Optimization Through Variance Suppression*,
 * NeurIPS 2023, arXiv 2309.15639): the perturbation lies along an average of gradients, which changes less from batch to
 * batch. For each group
 *
 * d_S = (1 − θ) d + θ g_S, at the first step g_S; ε = ρ d_S/‖d_S‖; u the mean of the groups' gradients at w + ε;
 *
 * and then d ← the mean of the d_S, (1 − θ) d + θ g for the batch's g. Where d_S vanishes, nothing is perturbed.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, or a `theta` outside of [0, 1]; in `apply` for a bad `m`
 * @example
 * ```ts
 * import { followedBy, sgd, vasso } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(vasso({ rho: 0.1, theta: 0.4 }))
 * ```
 */
export function vasso(
  options: VassoOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<VassoState>
export function vasso(options: VassoOptions): GradientRule<VassoState>
export function vasso(options: VassoOptions): GradientRule<VassoState> {
  const { theta = 0.2 } = options
  expectFamily('vasso', options)
  expectShare('vasso', 'theta', theta)
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
            const steady = count === 0 ? gradient : average(gradient, last, 1 - theta)
            return { average: steady, perturbed: gradientAt(perturbation(steady, radius, options)) }
          },
        )
        const state = { count: count + 1, average: mean.average }
        return { direction: mean.perturbed, ...rest, state }
      }),
  }
}
