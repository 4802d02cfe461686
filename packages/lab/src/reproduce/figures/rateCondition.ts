import type { Condition } from '../study/study.ts'

/** A rate of symmetric noise as a condition; without noise the labels are left as they are. */
export const rateCondition = (rate: number): Condition => ({
  name: rate === 0 ? 'no noise' : `${Math.round(100 * rate)} % noise`,
  x: rate,
  config: { noise: rate === 0 ? 'none' : `symmetric:${rate}` },
})
