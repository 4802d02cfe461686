import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import { type ScaleByRmsOptions, type ScaleByRmsState, scaleByRms } from '../transformations/scaleByRms.ts'
import { type ScaleByStddevState, scaleByStddev } from '../transformations/scaleByStddev.ts'
import { type TraceState, trace } from '../transformations/trace.ts'

/** Options of {@link rmsprop}, with optax's defaults. */
export interface RmspropOptions extends ScaleByRmsOptions {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
  /** Divide by the standard deviation, not the root of the mean square; default false. */
  readonly centered?: boolean
  /** μ; default 0, without a trace. */
  readonly momentum?: number
  /** Default false. */
  readonly nesterov?: boolean
}

/** The averages; the number of steps; the trace. */
export type RmspropState = readonly [ScaleByRmsState | ScaleByStddevState, CountState, TraceState]

/**
 * RMSProp: t ← −lr · g/√(v + ε) + μt, see `scaleByRms` (`optax.rmsprop`; Tieleman & Hinton 2012). PyTorch has ε
 * outside the root, and the learning rate after the momentum.
 *
 * @throws PlanishError `usage` as `scaleByRms` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { rmsprop } from '@planish/optim'
 *
 * const transformation = rmsprop({ learningRate: 1e-3, momentum: 0.9 })
 * ```
 */
export const rmsprop = ({
  learningRate,
  centered = false,
  momentum = 0,
  nesterov = false,
  ...rms
}: RmspropOptions): Descent<RmspropState> =>
  descending(
    chain<RmspropState>(
      centered ? scaleByStddev(rms) : scaleByRms(rms),
      scaleByLearningRate(learningRate),
      trace({ decay: momentum, nesterov }),
    ),
  )
