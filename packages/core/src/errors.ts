import type { Either } from 'fp-ts/lib/Either.js'

/**
 * What kind of thing went wrong; stable, so that callers can branch on it.
 *
 * - `usage`: an argument, option or specification is wrong
 * - `tree`: two trees have different structures, or a leaf has an unexpected shape
 * - `format`: a file or message does not follow its format
 * - `io`: the file system or the network refused
 * - `backend`: a backend is missing or does not work here
 * - `model`: a model breaks the contract of the `Layers` algebra
 * - `interrupted`: the user asked to stop
 */
export type ErrorCode = 'usage' | 'tree' | 'format' | 'io' | 'backend' | 'model' | 'interrupted'

/**
 * The one error type of Planish. `message` says what was wrong and where, `hint` what to do about it.
 *
 * Functions whose input comes from outside return it in an `Either`; programming errors (a shape mismatch
 * inside a model, say) throw it.
 *
 * @example
 * ```ts
 * import { PlanishError } from '@planish/core'
 *
 * const error = new PlanishError('usage', 'unknown rule "sma"', 'did you mean "sam"?')
 * error.code // 'usage'
 * ```
 */
export class PlanishError extends Error {
  override readonly name = 'PlanishError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/**
 * Wraps whatever was thrown, keeping it as the cause; a `PlanishError` passes unchanged.
 *
 * @example
 * ```ts
 * import { toPlanishError } from '@planish/core'
 *
 * toPlanishError('io')(new Error('disk full')).message // 'disk full'
 * ```
 */
export const toPlanishError =
  (code: ErrorCode, context?: string, hint?: string) =>
  (thrown: unknown): PlanishError => {
    if (thrown instanceof PlanishError) return thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return new PlanishError(code, context === undefined ? reason : `${context}: ${reason}`, hint, {
      cause: thrown,
    })
  }

/**
 * The value of a `right`; throws the error of a `left`. For scripts and for the edge of a program.
 *
 * @throws PlanishError the `left`
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * orThrow(E.right(3)) // 3
 * ```
 */
export function orThrow<A>(either: Either<PlanishError, A>): A {
  if (either._tag === 'Left') throw either.left
  return either.right
}
