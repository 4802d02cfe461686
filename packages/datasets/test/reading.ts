import { PlanishError } from '@planish/core'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { ReadFile } from '../src/source/source.ts'

/** Reads from files at hand, by their names; the others are missing. */
export const readingFrom =
  (files: Readonly<Record<string, Uint8Array>>): ReadFile =>
  name => {
    const file = files[name]
    return file === undefined ? TE.left(new PlanishError('io', `no ${name}`)) : TE.right(file)
  }
