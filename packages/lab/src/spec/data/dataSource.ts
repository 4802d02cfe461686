import type { Key, PlanishError } from '@planish/core'
import type { Split } from '@planish/datasets'
import type { CacheOptions } from '@planish/datasets/node'
import type * as TE from 'fp-ts/lib/TaskEither.js'

/** Data still to be read, fetched into a cache first, or drawn from a key. */
export type DataSource = (key: Key, cache?: CacheOptions) => TE.TaskEither<PlanishError, Split>

/** Reads what does not depend on the key only once, however many seeds ask for it. */
export function once(read: (cache: CacheOptions) => TE.TaskEither<PlanishError, Split>): DataSource {
  let reading: ReturnType<TE.TaskEither<PlanishError, Split>> | undefined
  return (_, cache = {}) =>
    () => {
      reading ??= read(cache)()
      return reading
    }
}
