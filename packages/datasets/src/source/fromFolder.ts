import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readBytes } from '../readBytes.ts'
import { type ReadOptions, verifying } from './readFiles.ts'
import type { ReadFile } from './source.ts'

/** As it is called, else unpacked from `.gz`. */
const spellings = (name: string): string[] => (name.endsWith('.gz') ? [name, name.slice(0, -3)] : [name])

async function firstPresent(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) {
    const path = join(folder, name)
    if ((await stat(path).catch(() => undefined))?.isFile()) return path
  }
  throw new PlanishError(
    'io',
    `${folder} has no ${names.join(' and no ')}`,
    'put it there, or name another folder',
  )
}

/**
 * Reads a source's files from a folder, as they were published or, of `.gz` files, unpacked.
 *
 * With `verify` they must be as published, with the same length and hash.
 *
 * @returns PlanishError `io`, naming the file that is missing or can't be read; `format` as `checkFile` when
 * `verify` is given
 * @example
 * ```ts
 * import type { Source } from '@planish/datasets'
 * import { fromFolder } from '@planish/datasets/node'
 *
 * const load = (source: Source) => source.read(fromFolder('/data/cifar10'))
 * ```
 */
export const fromFolder = (folder: string, options: ReadOptions = {}): ReadFile =>
  verifying(
    name =>
      pipe(
        TE.tryCatch(
          () => firstPresent(folder, options.verify === undefined ? spellings(name) : [name]),
          thrown => thrown as PlanishError,
        ),
        TE.chain(readBytes),
      ),
    options,
  )
