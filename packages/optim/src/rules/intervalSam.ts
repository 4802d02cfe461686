import { tidy } from '@planish/core'
import { expectWhole } from '../expectations.ts'
import type { CountState } from '../state.ts'
import { overGroups } from './overGroups.ts'
import type { BatchRule, GradientRule } from './rule.ts'
import { type SamOptions, sam } from './sam.ts'

/** Options of {@link intervalSam}. */
export interface IntervalSamOptions extends SamOptions {
  /** k, the number of steps of which the first is SAM's; 1 is SAM. */
  readonly every: number
}

/**
 * SAM at steps 0, k, 2k, …, and the plain gradient at those between: the baseline for rules that save gradients
 * (LookSAM's *SAM-k*, Liu et al. 2022, arXiv 2203.02714; `interval` in MosaicML's Composer). ρ's schedule counts all
 * steps. Weight decay and clipping also have their part in the plain steps, where what is clipped is the batch's
 * gradient.
 *
 * @throws PlanishError `usage` unless `every` is a whole number from 1; else as `sam`
 * @example
 * ```ts
 * import { followedBy, intervalSam, sgd } from '@planish/optim'
 *
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(intervalSam({ rho: 0.05, every: 5 }))
 * ```
 */
export function intervalSam(
  options: IntervalSamOptions & { readonly m?: 'batch'; readonly term?: 'full' },
): BatchRule<CountState>
export function intervalSam(options: IntervalSamOptions): GradientRule<CountState>
export function intervalSam(options: IntervalSamOptions): GradientRule<CountState> {
  const { every, m: _m, term: _term, ...plainly } = options
  expectWhole('intervalSam', 'every', every, 1)
  const perturbed = sam(options)
  return {
    needs: perturbed.needs,
    gradientEvaluations: 1 + (perturbed.gradientEvaluations - 1) / every,
    init: params => perturbed.init(params),
    apply: (objective, params, state, batch, key) =>
      state.count % every === 0
        ? perturbed.apply(objective, params, state, batch, key)
        : tidy(() => {
            const { mean, ...rest } = overGroups(
              objective,
              params,
              batch,
              plainly,
              ({ gradient }) => gradient,
            )
            return { direction: mean, ...rest, state: { count: state.count + 1 } }
          }),
  }
}
