import { PlanishError } from '@planish/core'

const refuse = (message: string, hint?: string): never => {
  throw new PlanishError('usage', message, hint)
}

/** As many values as examples: a mask, labels, predictions that belong together. */
export function expectAligned(of: string, what: string, found: number, examples: number): void {
  if (found !== examples) refuse(`${of}: ${found} ${what} for ${examples} examples`)
}

/** At least one example. */
export function expectSome(of: string, examples: number): void {
  if (examples === 0) refuse(`${of}: there are no examples`)
}

/** A whole number from `least`. */
export function expectWhole(of: string, option: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    refuse(`${of}: ${option} must be a whole number from ${least}, not ${value}`)
  }
}

/** A number above 0. */
export function expectPositive(of: string, option: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    refuse(`${of}: ${option} must be a number above 0, not ${value}`)
  }
}

/** A number from 0. */
export function expectNotNegative(of: string, option: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    refuse(`${of}: ${option} must be a number from 0, not ${value}`)
  }
}

/** Strictly between 0 and 1: a level of significance or of confidence. */
export function expectBetween(of: string, option: string, value: number): void {
  if (!(value > 0 && value < 1)) refuse(`${of}: ${option} must lie between 0 and 1, not ${value}`)
}

/** In [0, 1]: a rate, a share. */
export function expectShare(of: string, option: string, value: number): void {
  if (!(value >= 0 && value <= 1)) refuse(`${of}: ${option} must be in [0, 1], not ${value}`)
}

/** Class indices in [0, classes), one for each example. */
export function expectLabels(of: string, labels: ArrayLike<number>, examples: number, classes: number): void {
  expectAligned(of, 'labels', labels.length, examples)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      refuse(`${of}: label ${i} is ${label}`, `labels are class indices from 0 to ${classes - 1}`)
    }
  }
}
