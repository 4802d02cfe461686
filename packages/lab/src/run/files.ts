import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PlanishError } from '@planish/core'

/** What a failed file operation means to a user. */
export function fileError(path: string, thrown: unknown): PlanishError {
  if (thrown instanceof PlanishError) return thrown
  const { code, message } = thrown as NodeJS.ErrnoException
  const explained: { readonly [code: string]: readonly [why: string, hint: string] } = {
    ENOSPC: ['the disk is full', 'free some space'],
    EDQUOT: ['the disk quota is used up', 'free some space'],
    EACCES: ['permission denied', 'choose a place that you may use'],
    EPERM: ['permission denied', 'choose a place that you may use'],
    EROFS: ['the file system is read-only', 'choose a place that you may write to'],
    ENOENT: ['there is no such file or folder', 'check the path'],
    ENOTDIR: ['a part of the path is not a folder', 'check the path'],
    EISDIR: ['it is a folder, not a file', 'check the path'],
  }
  const [why, hint] = explained[code ?? ''] ?? [message, undefined]
  return new PlanishError('io', `${path}: ${why}`, hint, { cause: thrown })
}

/**
 * Makes what was done to the names in a folder outlast a power cut. Windows opens no folders, and some network file
 * systems sync none: what can be had there, one has already.
 */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch {
    // The file is in place.
  }
}

/** Writes a file so that a crash at any moment leaves either the old content or the new. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.part`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {}) // half a file is of no use, and the disk may be full
    throw fileError(path, thrown)
  }
}
