import { PlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from '../dataset.ts'
import { readBytes } from '../readBytes.ts'
import { type CacheOptions, fetchFile } from './fetchFile.ts'
import type { ReadFile, Source } from './source.ts'

/**
 * Reads a source's files from the user's cache, and downloads those that are not there.
 *
 * @returns a function that reads a file by its name; PlanishError as {@link fetchFile}, and `io` for a name that
 * is none of the source's (some sources can also read other versions of their files)
 * @example
 * ```ts
 * import type { Source } from '@planish/datasets'
 * import { cachedFiles } from '@planish/datasets/node'
 *
 * const load = (source: Source) => source.read(cachedFiles(source, { offline: true }))
 * ```
 */
export const cachedFiles =
  (source: Source, options: CacheOptions = {}): ReadFile =>
  name => {
    const file = source.files.find(file => file.name === name)
    return file === undefined
      ? TE.left(new PlanishError('io', `${name} is no file that ${source.name} fetches`))
      : pipe(fetchFile(source, file, options), TE.chain(readBytes))
  }

/**
 * A public data set through the user's cache.
 *
 * @returns PlanishError as {@link fetchFile}, and what the source's own reader finds wrong
 * @example
 * ```ts
 * import type { Source } from '@planish/datasets'
 * import { loadSource } from '@planish/datasets/node'
 *
 * const load = (source: Source) => loadSource(source, { onProgress: ({ file, done }) => console.log(file, done) })
 * ```
 */
export const loadSource = (source: Source, options: CacheOptions = {}): TE.TaskEither<PlanishError, Split> =>
  source.read(cachedFiles(source, options))
