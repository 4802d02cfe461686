import type { Place, StudyOutcome } from '../study/outcome.ts'
import { type Evidence, paired } from './claim.ts'
import type { Quantity } from './quantity.ts'
import { valuesAt } from './spread.ts'

/** A quantity's mean over the seeds at a place with its interval; null from fewer than two. */
export const average = <M>(
  outcome: StudyOutcome<M>,
  place: Place,
  quantity: Quantity<M>,
  called: string,
  unit: Evidence['unit'] = 'share',
): Evidence | null =>
  paired(
    valuesAt(outcome, place, quantity).map(value => [value, 0] as const),
    called,
    unit,
  )

/** `4.1e-7 [2.0e-7, 6.3e-7]`. */
export const inWords = (evidence: Evidence | null): string => {
  if (evidence === null) return 'too few seeds have it'
  const { estimate, low, high, unit } = evidence
  const written = (value: number): string =>
    unit === 'share' ? `${(100 * value).toFixed(1)} %` : value.toPrecision(3)
  return `${written(estimate)} [${written(low)}, ${written(high)}]`
}
