import { tidy } from '@planish/core'
import { addScaled } from '../arithmetic.ts'
import { expectNumber } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { expectFamily } from './expectFamily.ts'
import { orthogonalPart } from './orthogonalPart.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link gsam}. */
export interface GsamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** α, weight of the surrogate gap's own descent; default 0.4, as in `pytorch_optimizer`. 0 is SAM. */
  readonly alpha?: number
}

/**
 * Surrogate gap guided SAM (Zhuang et al., *Surrogate Gap Minimization Improves Sharpness-Aware Training*, ICLR 2022,
 * arXiv 2203.08065, Algorithm 1): u = gp − α g⊥ for each group, gp its gradient at
 * w + ρ g/‖g‖, g⊥ the part of g that is orthogonal to gp. Descending along −g⊥ leaves the perturbed loss as it is, to
 * first order, and lets the loss at w rise towards it. For the paper's ρ_t, which follows the learning rate, see
 * {@link gsamRho}; where gp vanishes, u = gp.
 *
 * The official code (`big_vision`) decomposes on each worker before it averages, as here in each group, and has a second
 * form that decomposes gp along g; its adaptive perturbation is `asam`'s form `bigVision`. Its ViT has α 0.6 and ρ from
 * 0.6 down to 0.1.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, or an `alpha` that is not finite; in `apply` for a bad `m`
 * @example
 * ```ts
 * import { cosine, followedBy, gsam, gsamRho, sgd } from '@planish/optim'
 *
 * const learningRate = cosine({ init: 0.1, steps: 1000 })
 * const rho = gsamRho({ learningRate, learningRateMax: 0.1, rhoMax: 0.04, rhoMin: 0.02 })
 * const optimizer = followedBy(sgd({ learningRate, momentum: 0.9 }))(gsam({ rho, alpha: 0.2 }))
 * ```
 */
export function gsam(
  options: GsamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function gsam(options: GsamOptions): GradientRule<CountState>
export function gsam(options: GsamOptions): GradientRule<CountState> {
  const { alpha = 0.4 } = options
  expectFamily('gsam', options)
  expectNumber('gsam', 'alpha', alpha)
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
            return addScaled(perturbed, orthogonalPart(gradient, perturbed), -alpha)
          },
        )
        return { direction: mean, ...rest, state: { count: count + 1 } }
      }),
  }
}
