import type { Mask } from '@planish/core'
import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { addDecayedWeights, type DecayState, type WeightDecay } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { everything } from '../transformations/mask.ts'
import { type MaskedState, masked } from '../transformations/masked.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import { scaleByTrustRatio } from '../transformations/scaleByTrustRatio.ts'
import { type TraceState, trace } from '../transformations/trace.ts'

/** Options of {@link lars}, with optax's defaults. */
export interface LarsOptions {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
  /** λ; default 0. */
  readonly weightDecay?: WeightDecay
  /** The leaves that decay; default all. */
  readonly weightDecayMask?: Mask
  /** η; default 1e-3. */
  readonly trustCoefficient?: number
  /** Added to the update's norm; default 0. */
  readonly eps?: number
  /** The leaves with a rate of their own; default all. */
  readonly trustRatioMask?: Mask
  /** μ; default 0.9. */
  readonly momentum?: number
  /** Default false. */
  readonly nesterov?: boolean
}

/** The decay's; the trust ratio has none; the number of steps; the trace. */
export type LarsState = readonly [DecayState, MaskedState<readonly []>, CountState, TraceState]

/**
 * LARS: t ← −lr · η‖w‖/‖u‖ · u + μt, of each leaf, with u = g + λw (`optax.lars`; You, Gitman & Ginsburg 2017,
 * where the ratio is ‖w‖/(‖g‖ + λ‖w‖)).
 *
 * @throws PlanishError `usage` as its parts
 * @example
 * ```ts
 * import { lars } from '@planish/optim'
 *
 * const ofMatrices = (_: string, leaf: { rank: number }) => leaf.rank > 1
 * const transformation = lars({ learningRate: 1, weightDecay: 5e-4, trustRatioMask: ofMatrices })
 * ```
 */
export const lars = ({
  learningRate,
  weightDecay = 0,
  weightDecayMask,
  trustCoefficient = 1e-3,
  eps = 0,
  trustRatioMask = everything,
  momentum = 0.9,
  nesterov = false,
}: LarsOptions): Descent<LarsState> =>
  descending(
    chain<LarsState>(
      addDecayedWeights(weightDecay, weightDecayMask),
      masked(scaleByTrustRatio({ trustCoefficient, eps }), trustRatioMask),
      scaleByLearningRate(learningRate),
      trace({ decay: momentum, nesterov }),
    ),
  )
