import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { type PlanishError, toPlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from '../dataset.ts'
import type { FolderFile } from './folderFile.ts'
import { type ImageFolderOptions, imageFolder } from './imageFolder.ts'

/** A file of the folder as a browser would give it. */
function folderFile(dir: string, entry: Dirent): FolderFile {
  const path = join(entry.parentPath, entry.name)
  const below = path.slice(dir.length + 1).split(sep)
  return {
    webkitRelativePath: [basename(dir), ...below].join('/'),
    arrayBuffer: async () => {
      const bytes = await readFile(path)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    },
  }
}

/**
 * The data set in a folder of images at a path: `imageFolder` of `@planish/datasets` says how it is laid out. Symbolic
 * links to files are followed, to folders not.
 *
 * @returns PlanishError `io` when the folder or a file can't be read; otherwise as `imageFolder`
 * @example
 * ```ts
 * import { readImageFolder } from '@planish/datasets/node'
 *
 * const load = readImageFolder('pets', { size: 64, classes: ['cat', 'dog'] }) // await load()
 * ```
 */
export const readImageFolder = (
  dir: string,
  options: ImageFolderOptions,
): TE.TaskEither<PlanishError, Split> => {
  const folder = resolve(dir)
  return pipe(
    TE.tryCatch(
      () => readdir(folder, { recursive: true, withFileTypes: true }),
      toPlanishError('io', `the folder ${dir} can't be read`),
    ),
    TE.map(entries =>
      entries
        .filter(entry => entry.isFile() || entry.isSymbolicLink())
        .map(entry => folderFile(folder, entry)),
    ),
    TE.chain(files => imageFolder(files, options)),
  )
}
