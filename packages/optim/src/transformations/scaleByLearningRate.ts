import { PlanishError } from '@planish/core'
import { expectNumber } from '../expectations.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { type Descent, descending } from './descending.ts'
import { scaleBySchedule } from './scaleBySchedule.ts'

/**
 * −lr · u (`optax.scale_by_learning_rate`): the last link of a chain that descends.
 *
 * @throws PlanishError `usage` for a rate that is neither a number nor a schedule
 * @example
 * ```ts
 * import { chain, cosine, scaleByAdam, scaleByLearningRate } from '@planish/optim'
 *
 * const rate = cosine({ init: 1e-3, steps: 1000 })
 * const transformation = chain(scaleByAdam(), scaleByLearningRate(rate))
 * ```
 */
export function scaleByLearningRate(learningRate: number | Schedule): Descent<CountState> {
  if (typeof learningRate === 'undefined') throw new PlanishError('usage', 'the learning rate is missing')
  if (typeof learningRate === 'number') expectNumber('scaleByLearningRate', 'learningRate', learningRate)
  return descending(scaleBySchedule(count => -valueAt(learningRate, count)))
}
