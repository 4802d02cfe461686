import { mkdir, statfs } from 'node:fs/promises'
import { PlanishError } from '../errors.ts'

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** Bytes that an unprivileged user may still write below a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/**
 * Makes a folder, and throws an `io` error when its disk can't take what is about to be written.
 *
 * @param needed bytes
 * @example
 * ```ts
 * import { requireSpace } from '@planish/core/node'
 *
 * const prepare = (folder: string) => requireSpace(folder, 2e9)
 * ```
 */
export async function requireSpace(folder: string, needed: number, free = freeBytes): Promise<void> {
  await mkdir(folder, { recursive: true })
  const available = await free(folder)
  if (available < needed) throw diskFull(folder, `${gigabytes(needed)} needed, ${gigabytes(available)} free`)
}

const diskFull = (folder: string, detail: string): PlanishError =>
  new PlanishError(
    'io',
    `not enough space on the disk of ${folder}: ${detail}`,
    'free some space, or set PLANISH_CACHE to a folder on a larger disk',
  )

/**
 * Gives words to the operating system's refusals to write (disk full, quota, no permission); others pass.
 *
 * @example
 * ```ts
 * import { explainRefusal } from '@planish/core/node'
 *
 * explainRefusal('/cache', new Error('other')) // that error
 * ```
 */
export function explainRefusal(folder: string, thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (['ENOSPC', 'EDQUOT'].includes(code)) return diskFull(folder, code)
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) return thrown
  return new PlanishError(
    'io',
    `${folder} can't be written to (${code})`,
    'set PLANISH_CACHE to a folder that can be',
    { cause: thrown },
  )
}
