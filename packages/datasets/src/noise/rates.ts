import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

function fault(rate: number, classes: number): string | undefined {
  if (!(rate >= 0 && rate <= 1)) return `a rate is in [0, 1], not ${rate}`
  if (!Number.isInteger(classes) || classes < 2) return `rates need at least 2 classes, there are ${classes}`
  return undefined
}

const failed = (message: string): E.Either<PlanishError, never> => E.left(new PlanishError('usage', message))

/**
 * The exclusive rate of symmetric noise whose inclusive rate is p, p (1 − 1/K): the two have the same transition
 * matrix. It is the share of labels that are wrong.
 *
 * @returns PlanishError `usage` unless p is in [0, 1] and K a whole number of at least 2
 * @example
 * ```ts
 * import { exclusiveRate } from '@planish/datasets'
 *
 * exclusiveRate(0.5, 10) // right(0.45): symmetric({ rate: 0.5, inclusive: true }) is symmetric({ rate: 0.45 })
 * ```
 */
export function exclusiveRate(inclusive: number, classes: number): E.Either<PlanishError, number> {
  const wrong = fault(inclusive, classes)
  return wrong === undefined ? E.right((inclusive * (classes - 1)) / classes) : failed(wrong)
}

/**
 * The inclusive rate of symmetric noise whose exclusive rate is p, p / (1 − 1/K): the inverse of {@link exclusiveRate}.
 *
 * @returns PlanishError `usage` as there, and where p is above 1 − 1/K, which no inclusive noise reaches
 * @example
 * ```ts
 * import { inclusiveRate } from '@planish/datasets'
 *
 * inclusiveRate(0.45, 10) // right(0.5)
 * ```
 */
export function inclusiveRate(exclusive: number, classes: number): E.Either<PlanishError, number> {
  const wrong = fault(exclusive, classes)
  if (wrong !== undefined) return failed(wrong)
  const rate = (exclusive * classes) / (classes - 1)
  // One rounding above 1 is 1: (1 − 1/K) K/(K − 1) need not be 1 in float64.
  if (rate <= 1 + 2 ** -50) return E.right(Math.min(1, rate))
  return failed(
    `inclusive noise of ${classes} classes makes at most a share ${1 - 1 / classes} of labels wrong, not ${exclusive}`,
  )
}
