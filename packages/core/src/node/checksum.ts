import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PlanishError } from '../errors.ts'
import { interrupted } from './interrupted.ts'

/** What a file's content hashes to, the digest in hexadecimal. */
export type Checksum = `sha256:${string}` | `md5:${string}`

/**
 * The hash of a file, read as a stream.
 *
 * @throws the file system's error; PlanishError `interrupted` once the signal was given
 * @example
 * ```ts
 * import { fileDigest } from '@planish/core/node'
 *
 * const digest = (file: string) => fileDigest(file, 'sha256', 'hex') // await digest('weights.bin')
 * ```
 */
export async function fileDigest(
  file: string,
  algorithm: 'sha256' | 'sha512' | 'md5',
  encoding: 'hex' | 'base64',
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm)
  try {
    await pipeline(createReadStream(file), hash, { ...(signal && { signal }) })
  } catch (thrown) {
    throw signal?.aborted ? interrupted() : thrown
  }
  return hash.digest(encoding)
}

/**
 * Throws, and removes the file, when its content does not hash to what it should.
 *
 * @throws PlanishError `io` that names both hashes; `interrupted` once the signal was given
 * @example
 * ```ts
 * import { type Checksum, verifyChecksum } from '@planish/core/node'
 *
 * const check = (file: string, checksum: Checksum) => verifyChecksum(file, checksum)
 * ```
 */
export async function verifyChecksum(file: string, checksum: Checksum, signal?: AbortSignal): Promise<void> {
  const algorithm = checksum.startsWith('md5:') ? 'md5' : 'sha256'
  const actual = await fileDigest(file, algorithm, 'hex', signal)
  const expected = checksum.slice(algorithm.length + 1)
  if (actual !== expected) throw await rejected(file, `${algorithm} ${actual}`, expected)
}

/**
 * Removes a file that is not what it should be.
 *
 * @returns the error that says so
 * @example
 * ```ts
 * import { rejected } from '@planish/core/node'
 *
 * const reject = (file: string) => rejected(file, 'sha512-AAAA', 'sha512-BBBB') // throw await reject('a.tgz')
 * ```
 */
export async function rejected(file: string, actual: string, expected: string): Promise<PlanishError> {
  await rm(file, { force: true })
  return new PlanishError(
    'io',
    `${basename(file, '.part')} has the wrong hash: ${actual}, expected ${expected}`,
    'it was damaged or changed on the way and has been removed; run the command again, and if it repeats, ask who runs your mirror',
  )
}
