import { PlanishError, toPlanishError } from '@planish/core'
import { gunzipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

const HEADER_AND_TRAILER = 18
const MOST_INFLATED_PER_BYTE = 1032 // deflate's limit: 258 bytes in 2 bits

/** Whether the bytes begin as a gzip file does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (crcTable[(crc ^ (bytes[at] as number)) & 0xff] as number)
  }
  return ~crc >>> 0
}

const damaged = (message: string): PlanishError =>
  new PlanishError('format', `corrupted gzip: ${message}`, 'the file is damaged or cut off: get it again')

/**
 * Inflates a gzip file of one member. fflate inflates but neither checks the CRC nor doubts the size that the
 * file states, so both are done here.
 *
 * @returns PlanishError `format` when it is cut off, damaged or followed by something
 */
export function gunzip(bytes: Uint8Array): E.Either<PlanishError, Uint8Array> {
  if (bytes.length < HEADER_AND_TRAILER) return E.left(damaged(`${bytes.length} bytes are too few`))
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8)
  const [crc, size] = [trailer.getUint32(0, true), trailer.getUint32(4, true)]
  if (size > bytes.length * MOST_INFLATED_PER_BYTE) {
    return E.left(damaged(`${bytes.length} bytes can't inflate to ${size}`))
  }
  return pipe(
    E.tryCatch(
      () => gunzipSync(bytes),
      thrown => damaged(toPlanishError('format')(thrown).message),
    ),
    E.filterOrElse(
      inflated => inflated.length === size,
      inflated => damaged(`it inflates to ${inflated.length} bytes where ${size} are stated`),
    ),
    E.filterOrElse(
      inflated => crc32(inflated) === crc,
      () => damaged('its checksum (CRC-32) does not match'),
    ),
  )
}

/** The bytes, inflated where they are gzipped. */
export const gunzipIfNeeded = (bytes: Uint8Array): E.Either<PlanishError, Uint8Array> =>
  isGzip(bytes) ? gunzip(bytes) : E.right(bytes)
