import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PlanishError, toPlanishError } from '@planish/core'
import { cacheFolder, download, explainRefusal, fileDigest, withLock } from '@planish/core/node'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { installedFile } from './installedFiles.ts'
import { offlineByEnvironment } from './offline.ts'
import type { Source, SourceFile } from './source.ts'

/** How far a file has come. */
export interface FileProgress {
  readonly file: string
  readonly stage: 'cached' | 'waiting' | 'download' | 'verified'
  /** Bytes on disk. */
  readonly done: number
  /** Bytes in all, where that is known. */
  readonly total: number | undefined
}

/** Where a source's files are kept, and how they get there. */
export interface CacheOptions {
  /** Folder that holds a folder `datasets`; unless given the user's cache, `PLANISH_CACHE` or what the platform uses. */
  readonly cache?: string
  /** Fetch nothing; unless given, whether the environment has `PLANISH_OFFLINE`. */
  readonly offline?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: FileProgress) => void
  /** Milliseconds without a new byte after which a connection counts as broken: 30,000. */
  readonly stallAfter?: number
  /** Milliseconds to wait before a second try, 500; doubles with each. */
  readonly retryAfter?: number
}

/**
 * Where a source keeps its files: `CACHE/datasets/NAME`, the name up to its colon, for `emnist:letters` and
 * `emnist:digits` come from one archive.
 *
 * @example
 * ```ts
 * import type { Source } from '@planish/datasets'
 * import { sourceFolder } from '@planish/datasets/node'
 *
 * const folder = (source: Source) => sourceFolder(source) // '/home/ada/.cache/planish/datasets/cifar10'
 * ```
 */
export const sourceFolder = (
  { name }: Pick<Source, 'name'>,
  { cache = cacheFolder() }: CacheOptions = {},
): string => join(cache, 'datasets', name.replace(/:.*$/, ''))

/** Whether a file is there with the length and the hash that it should have. */
async function isGood(
  path: string,
  { bytes, checksum }: Omit<SourceFile, 'name' | 'urls'>,
  signal?: AbortSignal,
) {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile() || (bytes !== undefined && found.size !== bytes)) return false
  const algorithm = checksum.startsWith('md5:') ? 'md5' : 'sha256'
  return `${algorithm}:${await fileDigest(path, algorithm, 'hex', signal)}` === checksum
}

const orElsewhere = ({ urls }: SourceFile): string => urls.join(' or ')

function missing(source: Source, file: SourceFile, path: string, isThere: boolean): PlanishError {
  return new PlanishError(
    'io',
    isThere
      ? `${source.title}: ${path} is not the published file (${file.checksum}), and nothing may be fetched (offline)`
      : `${source.title}: ${file.name} is not in the cache, and nothing may be fetched (offline)`,
    `put it at ${path}; it comes from ${orElsewhere(file)}`,
  )
}

/**
 * The path of a source's file in the cache, downloaded if it is not there, its length and hash checked.
 *
 * A download that broke off goes on from its `.part`; the addresses are tried in their order; the file gets its name
 * only once it is whole and right, so that the cache never holds another. Of two processes that want it one waits. A
 * file that lies there damaged is fetched again. Debian's `dataset-fashion-mnist` is used where it is installed.
 *
 * @returns PlanishError `io`: no address serves the file, the disk is full or read-only, or `offline` and it is not
 * there (the hint says where to put it); `interrupted`, and the part stays
 * @example
 * ```ts
 * import type { Source } from '@planish/datasets'
 * import { fetchFile } from '@planish/datasets/node'
 *
 * const paths = (source: Source) => source.files.map(file => fetchFile(source, file)) // tasks: nothing is run yet
 * ```
 */
export function fetchFile(
  source: Source,
  file: SourceFile,
  options: CacheOptions = {},
): TE.TaskEither<PlanishError, string> {
  const { offline = offlineByEnvironment(), signal, onProgress = () => {} } = options
  const path = join(sourceFolder(source, options), file.name)
  const tell = (stage: FileProgress['stage'], done: number, total: number | undefined = file.bytes) =>
    onProgress({ file: file.name, stage, done, total })
  const present = async (): Promise<string | undefined> => {
    const installed = installedFile(source.name, file.name)
    for (const [candidate, expected] of [
      [path, file],
      [installed?.path, installed],
    ] as const) {
      if (candidate === undefined || expected === undefined) continue
      if (!(await isGood(candidate, expected, signal))) continue
      const { size } = await stat(candidate)
      tell('cached', size, size)
      return candidate
    }
    return undefined
  }
  const fetchIt = async (): Promise<string> => {
    // Another process may have completed it while this one waited for the lock.
    const found = await present()
    if (found !== undefined) return found
    let last = 0
    await download(
      file.urls.map(url => ({ url: new URL(url) })),
      path,
      {
        checksum: file.checksum,
        bytes: file.bytes,
        signal,
        stallAfter: options.stallAfter,
        retryAfter: options.retryAfter,
        hint: `run it again to go on, or put the file at ${path}`,
        onBytes: (done, total) => {
          last = done
          tell('download', done, total)
        },
      },
    )
    tell('verified', last, last)
    return path
  }
  const obtain = async (): Promise<string> => {
    const found = await present()
    if (found !== undefined) return found
    if (offline) throw missing(source, file, path, (await stat(path).catch(() => undefined)) !== undefined)
    return withLock(`${path}.lock`, { signal, onWait: () => tell('waiting', 0) }, fetchIt)
  }
  return TE.tryCatch(obtain, thrown => toPlanishError('io', file.name)(explainRefusal(path, thrown)))
}
