import { PlanishError } from '@planish/core'

export const brokenZip = (message: string): PlanishError =>
  new PlanishError('format', `ZIP: ${message}`, 'the file is damaged, cut off or of another format')

/** Where an archive's list of entries lies, and how many there are. */
export interface Directory {
  readonly offset: number
  readonly length: number
  readonly entries: number
}

const END = 0x06054b50
const END_LENGTH = 22
const MOST_COMMENT = 0xffff
const LOCATOR_64 = 0x07064b50
const LOCATOR_64_LENGTH = 20
const END_64 = 0x06064b50
const END_64_LENGTH = 56

/** The end record is the last thing in the file but for a comment, whose length it states. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_LENGTH
  for (let at = last; at >= Math.max(0, last - MOST_COMMENT); at--) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at
  }
  throw brokenZip('not a ZIP archive, or cut off: it has no end record')
}

/** A 64-bit number; where it is no safe integer it is beyond any file and any limit anyway. */
export const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true))

function directory64(view: DataView, end: number): Directory & { readonly before: number } {
  const locator = end - LOCATOR_64_LENGTH
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) {
    throw brokenZip('it needs ZIP64 records and has none')
  }
  const at = uint64(view, locator + 8)
  if (at > locator - END_64_LENGTH || view.getUint32(at, true) !== END_64) {
    throw brokenZip('its ZIP64 end record is not where it should be')
  }
  return {
    entries: uint64(view, at + 32),
    length: uint64(view, at + 40),
    offset: uint64(view, at + 48),
    before: at,
  }
}

/** The directory of a ZIP archive; throws where there is none or it lies outside the file. */
export function findDirectory(archive: Uint8Array): Directory {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.length)
  const end = findEnd(view)
  if (view.getUint16(end + 4, true) !== 0 && view.getUint16(end + 4, true) !== 0xffff) {
    throw brokenZip('it is one of several disks')
  }
  const directory = {
    entries: view.getUint16(end + 10, true),
    length: view.getUint32(end + 12, true),
    offset: view.getUint32(end + 16, true),
    before: end,
  }
  const short =
    directory.entries === 0xffff || directory.length === 0xffffffff || directory.offset === 0xffffffff
  const { before, ...found } = short ? directory64(view, end) : directory
  if (found.offset + found.length > before) throw brokenZip('its directory lies outside the file')
  return found
}
