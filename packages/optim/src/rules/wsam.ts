import { tidy } from '@planish/core'
import { addScaled, scaled } from '../arithmetic.ts'
import { expectDecay } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link wsam}, and of `decoupledWsam`. */
export interface WsamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** γ, in [0, 1): the sharpness weighs γ/(1 − γ); default 0.9, of the official code. */
  readonly gamma?: number
}

/** a = γ/(1 − γ), checked. */
export function sharpnessWeight(rule: string, options: WsamOptions): number {
  const { gamma = 0.9 } = options
  expectFamily(rule, options)
  expectDecay(rule, 'gamma', gamma)
  return gamma / (1 - gamma)
}

/**
 * SAM whose sharpness has a weight (WSAM; Yue et al., *Sharpness-Aware Minimization Revisited: Weighted Sharpness as a
 * Regularization Term*, KDD 2023, arXiv 2305.15817), in its coupled form: the gradient of L(w) + a (L(w + ε) − L(w)),
 *
 * u = (1 − a) g + a gp for each group, a = γ/(1 − γ), gp the gradient at w + ρ g/‖g‖.
 *
 * γ = 0.5 is SAM, γ = 0 SGD; beyond 0.5 the gradient at w counts negatively. The paper's own algorithm is
 * `decoupledWsam`, where the sharpness does not go through the momentum. A vanishing gradient perturbs nothing: u = g.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, or a `gamma` outside of [0, 1); in `apply` for a bad `m`
 * @example
 * ```ts
 * import { followedBy, sgd, wsam } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(wsam({ rho: 0.05, gamma: 0.8 }))
 * ```
 */
export function wsam(
  options: WsamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function wsam(options: WsamOptions): GradientRule<CountState>
export function wsam(options: WsamOptions): GradientRule<CountState> {
  const weight = sharpnessWeight('wsam', options)
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: () => ({ count: 0 }),
    apply: (objective, params, { count }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const { mean, ...rest } = overGroups(
          objective,
          params,
          batch,
          options,
          ({ gradient, gradientAt }) => {
            const perturbed = gradientAt(perturbation(gradient, radius, options))
            return addScaled(scaled(gradient, 1 - weight), perturbed, weight)
          },
        )
        return { direction: mean, ...rest, state: { count: count + 1 } }
      }),
  }
}
