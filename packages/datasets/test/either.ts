import type { PlanishError } from '@planish/core'
import type { Either } from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'

/** The error of a `left`; fails on a `right`. */
export function leftOf(either: Either<PlanishError, unknown>): PlanishError {
  expect(either._tag).toBe('Left')
  return (either as { left: PlanishError }).left
}
