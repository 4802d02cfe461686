import type { PlanishError } from '@planish/core'
import { toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'

/** Exit statuses: 1 something failed, 2 the command was used wrongly, 130 the user stopped it (128 + SIGINT). */
export const exitStatus = ({ code }: PlanishError): number =>
  code === 'usage' ? 2 : code === 'interrupted' ? 130 : 1

/** Says what went wrong and what to do, and sets the exit status. */
export function fail(error: PlanishError): void {
  process.stderr.write(`planish: ${error.message}\n`)
  if (error.hint !== undefined) process.stderr.write(`  → ${error.hint}\n`)
  if (process.env.PLANISH_DEBUG !== undefined) process.stderr.write(`${error.stack}\n`)
  process.exitCode = exitStatus(error)
}

/** A command's action: runs it and reports what it throws or returns as a `left`. */
export const action =
  <Arguments extends unknown[]>(
    run: (...given: Arguments) => Promise<unknown> | TaskEither<PlanishError, unknown>,
  ) =>
  async (...given: Arguments): Promise<void> => {
    try {
      const result = run(...given)
      const settled = await (typeof result === 'function' ? result() : result.then(E.right))
      if (E.isLeft(settled)) fail(settled.left)
    } catch (thrown) {
      fail(toPlanishError('io')(thrown))
    }
  }
