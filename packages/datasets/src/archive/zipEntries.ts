import { brokenZip, type Directory, uint64 } from './zipDirectory.ts'

/** A file as the directory describes it. */
export interface Located {
  readonly name: string
  readonly stored: boolean
  readonly crc: number
  /** The bytes that it takes in the archive. */
  readonly deflated: number
  readonly size: number
  /** Of the header before the content. */
  readonly offset: number
}

const ENTRY = 0x02014b50
const ENTRY_LENGTH = 46
const ENCRYPTED = 1
const ZIP64 = 0x0001
const UNKNOWN = 0xffffffff
const [UNIX, SYMBOLIC_LINK, FILE_TYPE] = [3, 0o120000, 0o170000]

/** Sizes and offset, each from the ZIP64 field where its own place says that it is there. */
function extended(extra: DataView, fields: readonly number[], name: string): number[] {
  if (!fields.includes(UNKNOWN)) return [...fields]
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)]
    if (id === ZIP64) {
      const end = Math.min(extra.byteLength, at + 4 + length)
      let next = at + 4
      return fields.map(field => {
        if (field !== UNKNOWN) return field
        if (next + 8 > end) throw brokenZip(`"${name}" has a ZIP64 field that is too short`)
        next += 8
        return uint64(extra, next - 8)
      })
    }
    at += 4 + length
  }
  throw brokenZip(`"${name}" needs a ZIP64 field and has none`)
}

function entryAt(archive: Uint8Array, at: number, end: number): { entry: Located; next: number } {
  const view = new DataView(archive.buffer, archive.byteOffset, end)
  if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== ENTRY) {
    throw brokenZip(`its directory has no entry at byte ${at}, where one should be`)
  }
  const nameEnd = at + ENTRY_LENGTH + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const next = extraEnd + view.getUint16(at + 32, true)
  if (next > end) throw brokenZip('its directory is truncated')
  const name = new TextDecoder().decode(archive.subarray(at + ENTRY_LENGTH, nameEnd))
  const method = view.getUint16(at + 10, true)
  if (view.getUint16(at + 8, true) & ENCRYPTED) throw brokenZip(`"${name}" is encrypted`)
  if (method !== 0 && method !== 8) throw brokenZip(`"${name}" is compressed by method ${method}`)
  const mode = view.getUint32(at + 38, true) >>> 16
  if (archive[at + 5] === UNIX && (mode & FILE_TYPE) === SYMBOLIC_LINK) {
    throw brokenZip(`"${name}" is a symbolic link, which is not read`)
  }
  const extra = new DataView(archive.buffer, archive.byteOffset + nameEnd, extraEnd - nameEnd)
  const fields = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  const [size = 0, deflated = 0, offset = 0] = extended(extra, fields, name)
  return {
    entry: { name, stored: method === 0, crc: view.getUint32(at + 16, true), deflated, size, offset },
    next,
  }
}

/** The files that the directory lists, without the folders; throws where it is not what it says. */
export function locatedEntries(archive: Uint8Array, { offset, length, entries }: Directory): Located[] {
  if (entries * ENTRY_LENGTH > length) throw brokenZip(`${entries} entries do not fit its directory`)
  const located: Located[] = []
  let at = offset
  for (let index = 0; index < entries; index++) {
    const { entry, next } = entryAt(archive, at, offset + length)
    if (!entry.name.endsWith('/')) located.push(entry)
    at = next
  }
  if (at !== offset + length) throw brokenZip('its directory holds more than its entries')
  return located
}
