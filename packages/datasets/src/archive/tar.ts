import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { nameFault } from './entryName.ts'
import { gunzipIfNeeded } from './gunzip.ts'
import type { InflateOptions } from './limits.ts'

const BLOCK = 512
/** A long name or a set of PAX records is text of some hundred bytes. */
const MOST_TEXT = 2 ** 16

const broken = (message: string): PlanishError =>
  new PlanishError('format', `TAR: ${message}`, 'the file is damaged, cut off or of another format')

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}

/** A number in octal digits, or in GNU's binary form where the first bit is set. */
function numberIn(field: Uint8Array, what: string): number {
  const [first = 0] = field
  if (first & 0x80) {
    let value = first & 0x7f
    for (const byte of field.subarray(1)) value = value * 256 + byte
    if (!Number.isSafeInteger(value)) throw broken(`${what} is absurd`)
    return value
  }
  const digits = text(field).trim()
  if (!/^[0-7]*$/.test(digits)) throw broken(`${what} is ${JSON.stringify(digits)}, not an octal number`)
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

function verify(header: Uint8Array, at: number): void {
  const stated = numberIn(header.subarray(148, 156), `the checksum of the header at byte ${at}`)
  // The checksum's own field counts as spaces. Some old programs took the bytes as signed.
  let [unsigned, signed] = [256, 256]
  for (let index = 0; index < BLOCK; index++) {
    if (index >= 148 && index < 156) continue
    const byte = header[index] as number
    unsigned += byte
    signed += (byte << 24) >> 24
  }
  if (stated !== unsigned && stated !== signed) {
    throw broken(`the checksum of the header at byte ${at} does not match`)
  }
}

interface Header {
  readonly name: string
  readonly size: number
  readonly type: string
}

function headerAt(bytes: Uint8Array, at: number): Header | undefined {
  if (bytes.length - at < BLOCK)
    throw broken(`truncated, it ends at byte ${bytes.length} without an end mark`)
  const header = bytes.subarray(at, at + BLOCK)
  if (header.every(byte => byte === 0)) return undefined
  verify(header, at)
  const ustar = text(header.subarray(257, 262)) === 'ustar'
  const gnu = ustar && header[262] === 0x20
  const prefix = ustar && !gnu ? text(header.subarray(345, 500)) : ''
  const name = text(header.subarray(0, 100))
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: numberIn(header.subarray(124, 136), `the size of "${name}"`),
    type: String.fromCharCode(header[156] as number),
  }
}

/** PAX records, each `length key=value` and a line feed, the length counting itself. */
function paxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 ? 0 : Number(text(bytes.subarray(at, space)))
    const equals = space < 0 ? -1 : bytes.indexOf(0x3d, space)
    const end = at + length
    if (!Number.isInteger(length) || equals < 0 || equals >= end || bytes[end - 1] !== 0x0a) {
      throw broken('PAX records that are none')
    }
    records.set(text(bytes.subarray(space + 1, equals)), text(bytes.subarray(equals + 1, end - 1)))
    at = end
  }
  return records
}

function paxSize(value: string): number {
  const size = Number(value)
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(size)) throw broken(`PAX states the size ${value}`)
  return size
}

const REFUSED: Readonly<Record<string, string>> = {
  '1': 'hard link',
  '2': 'symbolic link',
  '3': 'character device',
  '4': 'block device',
  '6': 'FIFO',
  S: 'sparse file',
}

function* regularFiles(bytes: Uint8Array): Generator<readonly [string, Uint8Array]> {
  let longName: string | undefined
  let pax = new Map<string, string>()
  for (let at = 0; ; ) {
    const header = headerAt(bytes, at)
    if (header === undefined) return
    const name = pax.get('path') ?? longName ?? header.name
    const stated = pax.get('size')
    const describes = 'LKxg'.includes(header.type)
    const size = stated === undefined || describes ? header.size : paxSize(stated)
    const start = at + BLOCK
    if (size > bytes.length - start) {
      throw broken(`truncated, "${name}" has ${size} bytes, ${bytes.length - start} follow`)
    }
    const content = bytes.subarray(start, start + size)
    at = start + Math.ceil(size / BLOCK) * BLOCK
    if (describes) {
      if (size > MOST_TEXT) throw broken(`${size} bytes to describe one entry are absurd`)
      if (header.type === 'L') longName = text(content)
      if (header.type === 'x') pax = paxRecords(content)
      continue
    }
    const what = REFUSED[header.type]
    if (what !== undefined) throw broken(`"${name}" is a ${what}, which is not read`)
    const fault = nameFault(name)
    if (fault !== undefined) throw broken(fault)
    // A zero byte is the type of regular files in old archives, where directories end in a slash.
    if (header.type !== '5' && !name.endsWith('/')) yield [name.replace(/^(\.\/)+/, ''), content]
    longName = undefined
    pax = new Map()
  }
}

/**
 * The regular files in a tar archive by their names, gzipped or not: ustar, GNU's long names, and PAX paths and
 * sizes. The bytes are views of the archive (or of what it inflates to), nothing is copied. Directories are passed
 * over; of two files of one name the later counts, as when unpacking.
 *
 * @returns PlanishError `format`: truncated or without its end mark, a header whose checksum does not match, a link,
 * device or sparse file, a name that is absolute or leads out of the archive, a gzip file that is damaged or
 * inflates beyond `limit`
 * @example
 * ```ts
 * import { readTar } from '@planish/datasets'
 *
 * const empty = new Uint8Array(1024) // two blocks of zeros end an archive
 * readTar(empty) // right(Map {})
 * ```
 */
export const readTar = (
  bytes: Uint8Array,
  options?: InflateOptions,
): E.Either<PlanishError, ReadonlyMap<string, Uint8Array>> =>
  pipe(
    gunzipIfNeeded(bytes, options),
    E.chain(archive => E.tryCatch(() => new Map(regularFiles(archive)), toPlanishError('format'))),
  )
