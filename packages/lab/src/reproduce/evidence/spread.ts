import { bootstrapInterval, mean } from '@planish/analysis'
import type { Spread } from '../panel.ts'
import { type Place, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Quantity } from './quantity.ts'
import { resampling } from './resampling.ts'

/** Mean, lowest and highest of some values; null of none. */
export const spreadOf = (values: readonly number[]): Spread | null => {
  const middle = mean(values)
  return middle === null ? null : { mean: middle, low: Math.min(...values), high: Math.max(...values) }
}

/** What the seeds at a place have of a quantity, in their order; those without it left out. */
export const valuesAt = <M>(
  outcome: StudyOutcome<M>,
  place: Place,
  quantity: Quantity<M>,
): readonly number[] =>
  trialsAt(outcome, place)
    .map(quantity)
    .filter(value => value !== null && Number.isFinite(value)) as number[]

/** The mean over the seeds at a place with its 95 % bootstrap interval; null where no seed has the quantity. */
export function intervalAt<M>(outcome: StudyOutcome<M>, place: Place, quantity: Quantity<M>): Spread | null {
  const values = valuesAt(outcome, place, quantity)
  if (values.length < 2) return spreadOf(values)
  const { estimate, low, high } = bootstrapInterval(values, resampling)
  return { mean: estimate, low, high }
}
