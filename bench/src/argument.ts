import { PlanishError } from '@planish/core'

/** The value of an option that takes a whole number from 1. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new PlanishError('usage', `--${option} is "${text}"`, 'it takes a whole number from 1')
}

/** The value of an option that takes one of some names. */
export const nameOf =
  <T extends string>(what: string, known: readonly T[]) =>
  (text: string): T => {
    const found = known.find(name => name === text)
    if (found !== undefined) return found
    throw new PlanishError('usage', `unknown ${what} "${text}"`, `known are ${known.join(', ')}`)
  }
