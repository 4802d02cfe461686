import type { PlanishError } from '@planish/core'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from '../dataset.ts'

/** Brings the bytes of a file by its name: from a folder, a cache, `fetch`, or the user's `File`s. */
export type ReadFile = (name: string) => TE.TaskEither<PlanishError, Uint8Array>

/** A file as its publisher serves it. */
export interface SourceFile {
  readonly name: string
  /** Where it can be fetched; the first that answers is taken. */
  readonly urls: readonly string[]
  /** Its length, where it is known. */
  readonly bytes?: number
  /** What its content must hash to, as its publisher or the libraries that read it state it. */
  readonly checksum: `sha256:${string}` | `md5:${string}`
}

/** A public data set: which files it has, and how they are read. Nothing is read before the task is run. */
export interface Source {
  readonly name: string
  readonly title: string
  readonly licence: string
  readonly homepage: string
  readonly files: readonly SourceFile[]
  readonly read: (file: ReadFile) => TE.TaskEither<PlanishError, Split>
}
