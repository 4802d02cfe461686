import { tidy } from '@planish/core'
import { addScaled, subtract } from '../arithmetic.ts'
import type { BatchOptimizer, Optimizer } from '../optimizer.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { State } from '../state.ts'
import type { Descent } from '../transformations/descending.ts'
import { needsOf, overGroups } from './overGroups.ts'
import { perturbation } from './perturbation.ts'
import { radiusOf } from './radius.ts'
import { sharpnessWeight, type WsamOptions } from './wsam.ts'

/** Options of {@link decoupledWsam}. */
export interface DecoupledWsamOptions<S extends State> extends WsamOptions {
  /** A number, or a schedule of the number of steps; for the base and the sharpness alike. */
  readonly learningRate: number | Schedule
  /** What the gradient at w goes through, at the learning rate that it is given. */
  readonly base: (learningRate: number | Schedule) => Descent<S>
}

/** The base's state, and the number of steps. */
export type DecoupledWsamState<S extends State> = { readonly base: S; readonly count: number }

/**
 * WSAM with the sharpness beside the base optimizer, not through it (Yue et al., KDD 2023, arXiv 2305.15817;
 * the official code's default): a step of the base along g, and w ← w − lr a (gp − g), a = γ/(1 − γ), gp
 * the gradient at w + ρ g/‖g‖. With groups, g and gp are the means over them. An optimizer, since it ends in learning
 * rates. Without momentum or weight decay in the base it is {@link wsam}.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`, or a `gamma` outside of [0, 1); in `apply` for a bad `m`
 * @example
 * ```ts
 * import { cosine, decoupledWsam, sgd } from '@planish/optim'
 *
 * const optimizer = decoupledWsam({
 *   rho: 0.05,
 *   gamma: 0.9,
 *   learningRate: cosine({ init: 0.02, steps: 1000 }),
 *   base: learningRate => sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 }),
 * })
 * ```
 */
export function decoupledWsam<S extends State>(
  options: DecoupledWsamOptions<S> & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchOptimizer<DecoupledWsamState<S>>
export function decoupledWsam<S extends State>(
  options: DecoupledWsamOptions<S>,
): Optimizer<DecoupledWsamState<S>>
export function decoupledWsam<S extends State>(
  options: DecoupledWsamOptions<S>,
): Optimizer<DecoupledWsamState<S>> {
  const { learningRate } = options
  const weight = sharpnessWeight('decoupledWsam', options)
  const base = options.base(learningRate)
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: params => ({ base: base.init(params), count: 0 }),
    apply: (objective, params, { base: baseState, count }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const { mean, ...rest } = overGroups(
          objective,
          params,
          batch,
          options,
          ({ gradient, gradientAt }) => {
            const perturbed = gradientAt(perturbation(gradient, radius, options))
            return { gradient, sharpness: subtract(perturbed, gradient) }
          },
        )
        const step = base.update(mean.gradient, baseState, params)
        const updates = addScaled(step.updates, mean.sharpness, -valueAt(learningRate, count) * weight)
        return { updates, ...rest, state: { base: step.state, count: count + 1 } }
      }),
  }
}
