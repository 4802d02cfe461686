import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { chain } from '../transformations/chain.ts'
import { type Descent, descending } from '../transformations/descending.ts'
import { scaleByLearningRate } from '../transformations/scaleByLearningRate.ts'
import { type ScaleByRssOptions, type ScaleByRssState, scaleByRss } from '../transformations/scaleByRss.ts'

/** Options of {@link adagrad}, with optax's defaults. */
export interface AdagradOptions extends ScaleByRssOptions {
  /** A number, or a schedule of the number of steps. */
  readonly learningRate: number | Schedule
}

/** The sum of squares; the number of steps. */
export type AdagradState = readonly [ScaleByRssState, CountState]

/**
 * AdaGrad: update −lr · g/√(s + ε), s ← s + g² (`optax.adagrad`; Duchi, Hazan & Singer 2011, where s begins with 0
 * and ε stands outside the root).
 *
 * @throws PlanishError `usage` as `scaleByRss` and `scaleByLearningRate`
 * @example
 * ```ts
 * import { adagrad } from '@planish/optim'
 *
 * const transformation = adagrad({ learningRate: 0.1 })
 * ```
 */
export const adagrad = ({ learningRate, ...sum }: AdagradOptions): Descent<AdagradState> =>
  descending(chain<AdagradState>(scaleByRss(sum), scaleByLearningRate(learningRate)))
