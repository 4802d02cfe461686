import { readFile } from 'node:fs/promises'
import { type PlanishError, toPlanishError } from '@planish/core'
import * as TE from 'fp-ts/lib/TaskEither.js'

/** A file's bytes; PlanishError `io` where it can't be read. */
export const readBytes = (path: string | URL): TE.TaskEither<PlanishError, Uint8Array> =>
  TE.tryCatch(async () => {
    // A Buffer's `slice` is a view, where that of the bytes a browser reads is a copy.
    const { buffer, byteOffset, length } = await readFile(path)
    return new Uint8Array(buffer, byteOffset, length)
  }, toPlanishError('io'))
