import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checkFile } from './checkFile.ts'
import { folderUrl } from './folderUrl.ts'
import type { ReadFile, SourceFile } from './source.ts'

/** How files are taken from somewhere that may hold others. */
export interface ReadOptions {
  /** A source's `files`: what is read must be one of them, with its length and hash. Unverified if not given. */
  readonly verify?: readonly SourceFile[]
}

/** Reads as `read` does, and checks what comes if that is asked for. */
export const verifying =
  (read: ReadFile, { verify }: ReadOptions): ReadFile =>
  name => {
    if (verify === undefined) return read(name)
    const file = verify.find(file => file.name === name)
    return file === undefined
      ? TE.left(new PlanishError('usage', `${name} is none of the files to verify`))
      : pipe(read(name), TE.chainEitherK(checkFile(file)))
  }

/**
 * Reads a source's files by `fetch`, from a folder that a server serves: in a browser relative to the page.
 *
 * Most publishers do not allow other sites' pages to fetch their files, so serve them yourself.
 *
 * @returns PlanishError `io` when a file can't be fetched, `usage` when `baseUrl` is none, `format` as
 * {@link checkFile} when `verify` is given
 * @example
 * ```ts
 * import { fetchFiles, type Source } from '@planish/datasets'
 *
 * const load = (source: Source) => source.read(fetchFiles('https://example.org/data/', { verify: source.files }))
 * ```
 */
export const fetchFiles = (
  baseUrl: string | URL,
  { signal, ...options }: ReadOptions & { readonly signal?: AbortSignal } = {},
): ReadFile =>
  verifying(
    name =>
      pipe(
        TE.fromEither(folderUrl(baseUrl)),
        TE.chain(folder => fetchBytes(new URL(name, folder), { signal })),
      ),
    options,
  )

interface FetchOptions {
  readonly signal?: AbortSignal | undefined
  /** What to do if it is not there. */
  readonly hint?: string
}

/** What a URL serves. */
export const fetchBytes = (
  url: URL,
  { signal, hint = 'serve the file there' }: FetchOptions = {},
): TE.TaskEither<PlanishError, Uint8Array> =>
  TE.tryCatch(
    async () => {
      const response = await fetch(url, { ...(signal && { signal }) })
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    thrown =>
      signal?.aborted
        ? new PlanishError('interrupted', `fetching ${url.href} was interrupted`)
        : toPlanishError('io', url.href, hint)(thrown),
  )

/** By the end of its path, where a folder was picked (in Node a file has none), else by its name. */
const isNamed =
  (name: string) =>
  ({ name: own, webkitRelativePath: path = '' }: File): boolean =>
    own === name || path === name || path.endsWith(`/${name}`)

/**
 * Reads a source's files from those that the user picked or dropped.
 *
 * @returns PlanishError `io`, naming a file that was not picked or can't be read; `format` as {@link checkFile}
 * when `verify` is given
 * @example
 * ```ts
 * import { fromFiles, type Source } from '@planish/datasets'
 *
 * const load = (source: Source, input: HTMLInputElement) =>
 *   source.read(fromFiles([...(input.files ?? [])], { verify: source.files }))
 * ```
 */
export const fromFiles = (files: readonly File[], options: ReadOptions = {}): ReadFile =>
  verifying(
    name =>
      pipe(
        files.find(isNamed(name)),
        E.fromNullable(
          new PlanishError(
            'io',
            `${name} was not picked`,
            files.length === 0
              ? 'pick the files of the data set'
              : `picked were ${files
                  .slice(0, 6)
                  .map(({ name }) => name)
                  .join(', ')}${files.length > 6 ? ', …' : ''}`,
          ),
        ),
        TE.fromEither,
        TE.chain(file =>
          TE.tryCatch(async () => new Uint8Array(await file.arrayBuffer()), toPlanishError('io', file.name)),
        ),
      ),
    options,
  )
