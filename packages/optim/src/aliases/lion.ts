import type { Mask } from '@planish/core'
import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { addDecayedWeights, type DecayState, type WeightDecay } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import {
  type ScaleByLionOptions,
  type ScaleByLionState,
  scaleByLion,
} from '../transformations/scaleByLion.ts'

/** Options of {@link lion}, with optax's defaults. */
export interface LionOptions extends ScaleByLionOptions {
  /** A number, or a schedule of the number of steps; a third to a tenth of Adam's. */
  readonly learningRate: number | Schedule
  /** λ; default 1e-3. */
  readonly weightDecay?: WeightDecay
  /** The leaves that decay; default all. */
  readonly mask?: Mask
}

/** The average; the decay's; the number of steps. */
export type LionState = readonly [ScaleByLionState, DecayState, CountState]

/**
 * Lion: update −lr · (sign(β₁m + (1−β₁)g) + λw) (`optax.lion`; Chen et al. 2023).
 *
 * @throws PlanishError `usage` as `scaleByLion`, `addDecayedWeights` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { lion } from '@planish/optim'
 *
 * const transformation = lion({ learningRate: 1e-4 })
 * ```
 */
export const lion = ({
  learningRate,
  weightDecay = 1e-3,
  mask,
  ...averages
}: LionOptions): Descent<LionState> =>
  descending(
    chain<LionState>(
      scaleByLion(averages),
      addDecayedWeights(weightDecay, mask),
      scaleByLearningRate(learningRate),
    ),
  )
