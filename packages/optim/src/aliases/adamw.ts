import type { Mask } from '@planish/core'
import type { CountState } from '../state.ts'
import { addDecayedWeights, type DecayState, type WeightDecay } from '../transformations/addDecayedWeights.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { type ScaleByAdamState, scaleByAdam } from '../transformations/scaleByAdam.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import type { AdamOptions } from './adam.ts'

/** Options of {@link adamw}, with optax's defaults. */
export interface AdamwOptions extends AdamOptions {
  /** λ; default 1e-4 (PyTorch has 1e-2). */
  readonly weightDecay?: WeightDecay
  /** The leaves that decay; default all. */
  readonly mask?: Mask
}

/** The averages; the decay's; the number of steps. */
export type AdamwState = readonly [ScaleByAdamState, DecayState, CountState]

/**
 * Adam with weight decay of its own: update −lr · (m̂/(√v̂ + ε) + λw) (`optax.adamw`; Loshchilov & Hutter 2019).
 * As in PyTorch the learning rate multiplies the decay; in the paper only its schedule does.
 *
 * @throws PlanishError `usage` as `scaleByAdam`, `addDecayedWeights` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { adamw } from '@planish/optim'
 *
 * const transformation = adamw({ learningRate: 1e-3, mask: path => path.endsWith('kernel') })
 * ```
 */
export const adamw = ({
  learningRate,
  weightDecay = 1e-4,
  mask,
  ...moments
}: AdamwOptions): Descent<AdamwState> =>
  descending(
    chain<AdamwState>(
      scaleByAdam(moments),
      addDecayedWeights(weightDecay, mask),
      scaleByLearningRate(learningRate),
    ),
  )
