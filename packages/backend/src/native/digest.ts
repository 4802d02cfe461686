import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PlanishError } from '@planish/core'
import { interrupted } from './interrupted.ts'

/** The hash of a file, read as a stream. */
export async function fileDigest(
  file: string,
  algorithm: 'sha256' | 'sha512',
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

/** Throws, and removes the file, when its SHA-256 is not what it should be. */
export async function verifySha256(file: string, expected: string, signal?: AbortSignal): Promise<void> {
  const actual = await fileDigest(file, 'sha256', 'hex', signal)
  if (actual !== expected) await reject(file, `sha256 ${actual}`, expected)
}

/** The same for npm's form of a hash, `sha512-` and base64. */
export async function verifyIntegrity(file: string, expected: string): Promise<void> {
  const actual = `sha512-${await fileDigest(file, 'sha512', 'base64')}`
  if (actual !== expected) await reject(file, actual, expected)
}

async function reject(file: string, actual: string, expected: string): Promise<never> {
  await rm(file, { force: true })
  throw new PlanishError(
    'io',
    `${basename(file)} has the wrong hash: ${actual}, expected ${expected}`,
    'it was damaged or changed on the way and has been removed; run the command again, and if it repeats, ask who runs your package mirror',
  )
}
