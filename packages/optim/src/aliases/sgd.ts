import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { addDecayedWeights } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import { type TraceState, trace } from '../transformations/trace.ts'

/** Options of {@link sgd}, with optax's defaults. */
export interface SgdOptions {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
  /** μ; default 0, without a trace. */
  readonly momentum?: number
  /** Default false. */
  readonly nesterov?: boolean
  /** λ, added to the gradient before momentum as PyTorch's SGD does; default 0. */
  readonly weightDecay?: number
}

/** Decay has none; the trace; the number of steps. */
export type SgdState = readonly [readonly [], TraceState, CountState]

/**
 * Stochastic gradient descent: u ← u + λw; t ← u + μt; update −lr·t (`optax.sgd` after
 * `optax.add_decayed_weights`; the numbers of `torch.optim.SGD`).
 *
 * @throws PlanishError `usage` for a `momentum` that is not from 0 and below 1, a negative `weightDecay`
 * @example
 * ```ts
 * import { sgd } from '@planish/optim'
 *
 * const transformation = sgd({ learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4 })
 * ```
 */
export function sgd({
  learningRate,
  momentum = 0,
  nesterov = false,
  weightDecay = 0,
}: SgdOptions): Descent<SgdState> {
  return descending(
    chain<SgdState>(
      addDecayedWeights(weightDecay),
      trace({ decay: momentum, nesterov }),
      scaleByLearningRate(learningRate),
    ),
  )
}
