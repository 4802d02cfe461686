import type { Mask } from '@planish/core'
import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { addDecayedWeights, type DecayState, type WeightDecay } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import {
  type ScaleByAdamOptions,
  type ScaleByAdamState,
  scaleByAdam,
} from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import { scaleByTrustRatio } from '../transformations/scaleByTrustRatio.ts'

/** Options of {@link lamb}, with optax's defaults: as Adam's, but ε 1e-6. */
export interface LambOptions extends Omit<ScaleByAdamOptions, 'nesterov'> {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
  /** λ; default 0. */
  readonly weightDecay?: WeightDecay
  /** The leaves that decay; default all. */
  readonly mask?: Mask
}

/** The averages; the decay's; the trust ratio has none; the number of steps. */
export type LambState = readonly [ScaleByAdamState, DecayState, readonly [], CountState]

/**
 * LAMB: of each leaf −lr · ‖w‖/‖u‖ · u, u Adam's update with decay, m̂/(√v̂ + ε) + λw (`optax.lamb`; You et al.
 * 2020, without its bounds on ‖w‖).
 *
 * @throws PlanishError `usage` as `scaleByAdam`, `addDecayedWeights` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { lamb } from '@planish/optim'
 *
 * const transformation = lamb({ learningRate: 1e-2, weightDecay: 0.01 })
 * ```
 */
export const lamb = ({
  learningRate,
  weightDecay = 0,
  mask,
  eps = 1e-6,
  ...moments
}: LambOptions): Descent<LambState> =>
  descending(
    chain<LambState>(
      scaleByAdam({ ...moments, eps }),
      addDecayedWeights(weightDecay, mask),
      scaleByTrustRatio(),
      scaleByLearningRate(learningRate),
    ),
  )
