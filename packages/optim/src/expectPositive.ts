import { PlanishError } from '@planish/core'

/** Refuses what would make NaN in silence. */
export function expectPositive(of: string, option: string, value: number): void {
  if (value > 0) return
  throw new PlanishError('usage', `${of}: ${option} must be a number above 0, not ${value}`)
}
