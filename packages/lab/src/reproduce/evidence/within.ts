import type { StudyOutcome } from '../study/outcome.ts'
import { difference, type Evidence } from './claim.ts'
import type { Quantity } from './quantity.ts'

/** Compares two families of a condition: how much more of a quantity the first has. */
export type Compare<M = unknown> = (
  of: string,
  over: string,
  quantity: Quantity<M>,
  name: string,
  unit?: Evidence['unit'],
) => Evidence | null

/** {@link difference} between the families of one condition. */
export const within =
  <M>(outcome: StudyOutcome<M>, condition: string): Compare<M> =>
  (of, over, quantity, name, unit = 'share') =>
    difference(outcome, {
      of: { condition, family: of },
      over: { condition, family: over },
      quantity,
      called: `${of} − ${over}, ${name}`,
      unit,
    })
