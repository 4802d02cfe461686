import { PlanishError } from '../errors.ts'

/**
 * The error of work that the user stopped and that goes on where it was when it is run again.
 *
 * @example
 * ```ts
 * import { interrupted } from '@planish/core/node'
 *
 * interrupted().code // 'interrupted'
 * ```
 */
export const interrupted = (): PlanishError =>
  new PlanishError(
    'interrupted',
    'interrupted before it was done',
    'run it again: it goes on from where it stopped',
  )

/**
 * Throws an `interrupted` error once the signal has been given.
 *
 * @example
 * ```ts
 * import { throwIfAborted } from '@planish/core/node'
 *
 * throwIfAborted(new AbortController().signal)
 * ```
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted()
}
