import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import {
  type ScaleByAdamOptions,
  type ScaleByAdamState,
  scaleByAdam,
} from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'

/** Options of {@link adam} and `nadam`, with optax's defaults, which are the paper's. */
export interface AdamOptions extends ScaleByAdamOptions {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
}

/** The averages; the number of steps. */
export type AdamState = readonly [ScaleByAdamState, CountState]

/**
 * Adam: update −lr · m̂/(√v̂ + ε), see `scaleByAdam` (`optax.adam`; Kingma & Ba 2015).
 *
 * @throws PlanishError `usage` as `scaleByAdam` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { adam } from '@planish/optim'
 *
 * const transformation = adam({ learningRate: 1e-3 })
 * ```
 */
export const adam = ({ learningRate, ...moments }: AdamOptions): Descent<AdamState> =>
  descending(chain<AdamState>(scaleByAdam(moments), scaleByLearningRate(learningRate)))
