import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { sha256Hex } from '../digest.ts'
import type { SourceFile } from './source.ts'

/**
 * The bytes, where they are what the publisher of a source's file states.
 *
 * @returns PlanishError `format` that names the file, its length and both hashes
 * @example
 * ```ts
 * import { checkFile } from '@planish/datasets'
 *
 * const file = { name: 'abc', urls: [], checksum: 'md5:900150983cd24fb0d6963f7d28e17f72' } as const
 * checkFile(file)(new TextEncoder().encode('abc'))._tag // 'Right'
 * ```
 */
export const checkFile =
  ({ name, bytes: length, checksum }: SourceFile) =>
  (bytes: Uint8Array): E.Either<PlanishError, Uint8Array> => {
    if (length !== undefined && bytes.length !== length) {
      return E.left(notTheFile(name, `it has ${bytes.length} bytes instead of ${length}`))
    }
    const actual = checksum.startsWith('md5:')
      ? `md5:${bytesToHex(md5(bytes))}`
      : `sha256:${sha256Hex(bytes)}`
    return actual === checksum ? E.right(bytes) : E.left(notTheFile(name, `${actual} instead of ${checksum}`))
  }

const notTheFile = (name: string, why: string): PlanishError =>
  new PlanishError('format', `${name} is not the published file: ${why}`, 'get it again from its publisher')
