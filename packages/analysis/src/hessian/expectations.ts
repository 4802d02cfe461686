import { PlanishError } from '@planish/core'

/** What options may be; each refuses what would go wrong in silence, a missing value and NaN too. */

const refuse = (of: string, option: string, what: string, value: unknown): never => {
  throw new PlanishError('usage', `${of}: ${option} must be ${what}, not ${String(value)}`)
}

/** A finite number. */
export function expectNumber(of: string, option: string, value: number): void {
  if (!Number.isFinite(value)) refuse(of, option, 'a number', value)
}

/** A finite number above 0. */
export function expectPositive(of: string, option: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) refuse(of, option, 'a number above 0', value)
}

/** A finite number from 0. */
export function expectNotNegative(of: string, option: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) refuse(of, option, 'a number from 0', value)
}

/** A whole number from `least`. */
export function expectWhole(of: string, option: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) refuse(of, option, `a whole number from ${least}`, value)
}

/** One of a few words. */
export function expectOneOf(of: string, option: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) refuse(of, option, `one of ${choices.join(', ')}`, value)
}
