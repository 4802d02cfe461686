import type { PlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

/**
 * What the first way brings whose files are there. One that fails otherwise than with `io` was there and counts; where
 * none is, the error is that of the first, which is what a user should be told of.
 */
export const firstThere = <A>(
  first: TE.TaskEither<PlanishError, A>,
  ...others: readonly TE.TaskEither<PlanishError, A>[]
): TE.TaskEither<PlanishError, A> => {
  const [next, ...rest] = others
  return next === undefined
    ? first
    : pipe(
        first,
        TE.orElse(error =>
          error.code === 'io'
            ? pipe(
                firstThere(next, ...rest),
                TE.mapLeft(other => (other.code === 'format' ? other : error)),
              )
            : TE.left(error),
        ),
      )
}
