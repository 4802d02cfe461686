import { PlanishError, tidy } from '@planish/core'
import { expectPositive, expectWhole } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { allAtOnce } from './allAtOnce.ts'
import { ascent } from './ascent.ts'
import { expectFamily } from './expectFamily.ts'
import { type GroupOptions, needsOf, overGroups } from './overGroups.ts'
import type { PerturbationOptions } from './perturbation.ts'
import { type RadiusOptions, radiusOf } from './radius.ts'
import type { BatchRule, GradientRule } from './rule.ts'

/** Options of {@link sam}. */
export interface SamOptions extends RadiusOptions, PerturbationOptions, GroupOptions {
  /** Steps of the ascent, each a gradient evaluation; default 1. */
  readonly steps?: number
  /** Length of an ascent's step; default ρ/`steps`. The perturbation is kept within a ball of radius ρ. */
  readonly stepSize?: number
  /** Bytes that a pass over groups of their own may hold; see `Neighbourhood`. */
  readonly memoryBudget?: number
}

/**
 * Sharpness-aware minimization with a perturbation ε_S = ρ g_S/‖g_S‖ for each group S of m examples, g_S the
 * gradient of the group's mean loss; every example weighs 1/B:
 *
 * | `term` | direction | |
 * |---|---|---|
 * | `full` | mean_i J_i(w+ε)ᵀ r_i(w+ε) | SAM (Foret et al. 2021), m-SAM, 1-SAM |
 * | `logit` | mean_i J_i(w)ᵀ r_i(w+ε) | L-SAM |
 * | `jacobian` | mean_i J_i(w+ε)ᵀ r_i(w) | J-SAM; with `m: 'batch'` Functional-SAM |
 *
 * L- and J-SAM as in Baek, Kolter & Raghunathan, *Why is SAM Robust to Label Noise?* (ICLR 2024). A group whose
 * gradient is shorter than `gradientFloor` is not perturbed.
 *
 * @throws PlanishError `usage` for a negative or missing `rho`; in `apply` `usage` for a bad `m`, `model` if the model breaks the rules of `Layers`
 * @example
 * ```ts
 * import { followedBy, sam, sgd } from '@planish/optim'
 *
 * const oneSam = followedBy(sgd({ learningRate: 0.02, momentum: 0.9 }))(sam({ rho: 0.03, m: 1 }))
 * ```
 */
export function sam(
  options: SamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function sam(options: SamOptions): GradientRule<CountState>
export function sam(options: SamOptions): GradientRule<CountState> {
  const { m = 'batch', term = 'full', steps = 1, stepSize, weightDecay = 0, clip, memoryBudget } = options
  expectFamily('sam', options)
  expectWhole('sam', 'steps', steps, 1)
  if (stepSize !== undefined) expectPositive('sam', 'stepSize', stepSize)
  if (options.normalised === false && (steps > 1 || stepSize !== undefined)) {
    throw new PlanishError(
      'usage',
      'sam: several steps of ascent go with normalised gradients: ε = ρ g has no ball to stay in',
      'leave out normalised, or steps and stepSize',
    )
  }
  const { mask, normalised, floor } = options
  const perturbing = {
    ...(mask && { mask }),
    ...(floor !== undefined && { floor }),
    normalised: normalised ?? true,
  }
  const neighbourhood = { m, ...perturbing, ...(memoryBudget !== undefined && { memoryBudget }) }
  /** Whether each perturbation lies along the gradient that the engine has without forming it. */
  const alongGradient = steps === 1 && stepSize === undefined && weightDecay === 0 && clip === undefined
  const ascending = { ...perturbing, steps, ...(stepSize !== undefined && { stepSize }) }
  return {
    needs: needsOf(options),
    gradientEvaluations: 1 + steps,
    init: () => ({ count: 0 }),
    apply: (objective, params, { count }, batch) =>
      tidy(() => {
        const radius = radiusOf(options, params, count)
        const state = { count: count + 1 }
        if (alongGradient && 'model' in objective) {
          return { ...allAtOnce(objective, params, batch, { ...neighbourhood, rho: radius }, term), state }
        }
        const { mean, ...rest } = overGroups(objective, params, batch, options, group =>
          group.gradientAt(ascent(group, radius, ascending)),
        )
        return { direction: mean, ...rest, state }
      }),
  }
}
