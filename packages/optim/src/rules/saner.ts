import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { choose } from '../choose.ts'
import { expectNotNegative } from '../expectations.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import { type PerturbationOptions, perturbation } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link saner}. */
export interface SanerOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** α, what the shrunken entries are multiplied by: a number from 0, or a schedule of the number of steps. */
  readonly alpha: number | Schedule
}

/** α gp where g and gp have one sign and |gp| < |g|, elsewhere gp. */
const reweighted = <P extends Tree>(perturbed: P, gradient: P, alpha: number): P =>
  tree.map2<P>(perturbed, gradient, (gp, g) => {
    const shrunken = tf.logicalAnd(tf.equal(tf.sign(gp), tf.sign(g)), tf.less(tf.abs(gp), tf.abs(g)))
    return choose(shrunken, tf.mul(gp, alpha), gp)
  })

/**
 * SAM, with the entries that it makes smaller made smaller still: where an entry of gp = ∇L_S(w + ε_S) has the sign of
 * g = ∇L_S(w) and |gp| < |g|, it is multiplied by α. Made for label noise: those entries are found to be the ones in
 * which noisy examples dominate. α = 1 is SAM. With `m` each group's two gradients are compared.
 *
 * Luong, Nguyen-Quang & Tran, *Improving Resistance to Noisy Label Fitting by Reweighting Gradient in SAM* (2024, arXiv
 * 2411.17132), who take α between 0.25 and 0.75, and find it of use to start from 1 and to come down linearly: a
 * schedule does that (`count => Math.max(0.5, 1 - count / 1000)`). `alpha` has no default here.
 *
 * @throws PlanishError `usage` for a negative or missing `rho` or `alpha`; in `apply` as `sam`
 * @example
 * ```ts
 * import { followedBy, saner, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1, momentum: 0.9 }))(saner({ rho: 0.1, alpha: 0.5 }))
 * ```
 */
export function saner(
  options: SanerOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function saner(options: SanerOptions): GradientRule<CountState>
export function saner(options: SanerOptions): GradientRule<CountState> {
  const { alpha } = options
  expectFamily('saner', options)
  if (typeof alpha !== 'function') expectNotNegative('saner', 'alpha', alpha)
  return {
    needs: needsOf(options),
    gradientEvaluations: 2,
    init: () => ({ count: 0 }),
    apply: (objective, params, { count }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const factor = valueAt(alpha, count)
        const { mean, ...rest } = overGroups(objective, params, batch, options, ({ gradient, gradientAt }) =>
          reweighted(gradientAt(perturbation(gradient, radius, options)), gradient, factor),
        )
        return { direction: mean, ...rest, state: { count: count + 1 } }
      }),
  }
}
