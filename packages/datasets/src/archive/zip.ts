import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { crc32 } from './crc32.ts'
import { nameFault } from './entryName.ts'
import { inflateExactly } from './inflate.ts'
import { type InflateOptions, MOST_INFLATED, sizeFault } from './limits.ts'
import { brokenZip, findDirectory } from './zipDirectory.ts'
import { type Located, locatedEntries } from './zipEntries.ts'

/** A file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string
  /** In bytes, inflated. */
  readonly size: number
  /** The content, inflated anew at each call; a file that is stored as it is comes as a view of the archive. */
  readonly read: () => E.Either<PlanishError, Uint8Array>
}

const LOCAL = 0x04034b50
const LOCAL_LENGTH = 30

/** Where the content is, which only the header before it says. */
function contentOf(archive: Uint8Array, { name, offset, deflated }: Located): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  if (offset + LOCAL_LENGTH > archive.length || view.getUint32(offset, true) !== LOCAL) {
    throw brokenZip(`"${name}" is not where the directory says`)
  }
  const nameEnd = offset + LOCAL_LENGTH + view.getUint16(offset + 26, true)
  const start = nameEnd + view.getUint16(offset + 28, true)
  if (start + deflated > archive.length) throw brokenZip(`truncated within "${name}"`)
  const localName = new TextDecoder().decode(archive.subarray(offset + LOCAL_LENGTH, nameEnd))
  if (localName !== name) throw brokenZip(`the directory's "${name}" is "${localName}" where it lies`)
  return archive.subarray(start, start + deflated)
}

function inflated(archive: Uint8Array, entry: Located): Uint8Array {
  const content = contentOf(archive, entry)
  const bytes = entry.stored ? content : inflateExactly(content, entry.size)
  if (crc32(bytes) !== entry.crc) throw brokenZip(`the checksum (CRC-32) of "${entry.name}" does not match`)
  return bytes
}

/** Refuses bombs by what the directory states, before anything is inflated. */
function checkSizes(archive: Uint8Array, entries: readonly Located[], limit: number): void {
  let [deflated, total] = [0, 0]
  for (const { name, ...entry } of entries) {
    const fault = entry.stored && entry.size !== entry.deflated ? 'it is stored in another size' : undefined
    const wrong = fault ?? sizeFault(entry.deflated, entry.size, limit)
    if (wrong !== undefined) throw brokenZip(`"${name}": ${wrong}`)
    deflated += entry.deflated
    total += entry.size
  }
  if (deflated > archive.length)
    throw brokenZip(`its entries overlap: ${deflated} bytes in ${archive.length}`)
  if (total > limit) throw brokenZip(`its entries inflate to ${total} bytes, the limit is ${limit}`)
}

function open(archive: Uint8Array, limit: number): Map<string, ZipEntry> {
  const located = locatedEntries(archive, findDirectory(archive))
  checkSizes(archive, located, limit)
  const entries = new Map<string, ZipEntry>()
  for (const entry of located) {
    const { name, size } = entry
    const fault = nameFault(name)
    if (fault !== undefined) throw brokenZip(fault)
    if (entries.has(name)) throw brokenZip(`"${name}" occurs twice`)
    const read = (): E.Either<PlanishError, Uint8Array> =>
      E.tryCatch(
        () => inflated(archive, entry),
        thrown =>
          thrown instanceof PlanishError
            ? thrown
            : brokenZip(`"${name}": ${toPlanishError('format')(thrown).message}`),
      )
    entries.set(name, { name, size, read })
  }
  return entries
}

/**
 * The files in a ZIP archive by their names: stored or deflated, ZIP64 where it is needed. Only the directory is
 * read; each file is inflated when asked for, and its checksum verified. Folders are passed over.
 *
 * @returns PlanishError `format`: truncated, of several disks, encrypted, compressed otherwise, entries that overlap
 * or inflate to more than `limit` in all, a name that occurs twice, is absolute or leads out of the archive, a
 * symbolic link
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { readZip } from '@planish/datasets'
 *
 * const labelsIn = (archive: Uint8Array) => {
 *   const entry = orThrow(readZip(archive)).get('labels.csv')
 *   return entry === undefined ? undefined : new TextDecoder().decode(orThrow(entry.read()))
 * }
 * ```
 */
export const readZip = (
  bytes: Uint8Array,
  { limit = MOST_INFLATED }: InflateOptions = {},
): E.Either<PlanishError, ReadonlyMap<string, ZipEntry>> =>
  E.tryCatch(() => open(bytes, limit), toPlanishError('format'))
