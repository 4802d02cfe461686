import { PlanishError } from '@planish/core'

export const interrupted = (): PlanishError =>
  new PlanishError(
    'interrupted',
    'the installation of the native backend was interrupted',
    'run it again: it goes on from where it stopped',
  )

/** Throws an `interrupted` error once the signal has been given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted()
}
