import { PlanishError, toPlanishError } from '@planish/core'
import { gunzipSync } from 'fflate'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { crc32 } from './crc32.ts'
import { type InflateOptions, MOST_INFLATED, sizeFault } from './limits.ts'

const HEADER_AND_TRAILER = 18

/** Whether the bytes begin as a gzip file does. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

export const damagedGzip = (message: string): PlanishError =>
  new PlanishError('format', `corrupted gzip: ${message}`, 'the file is damaged or cut off: get it again')

/** What the end of a gzip file says of its content. */
export interface GzipTrailer {
  readonly crc: number
  readonly size: number
}

/** The trailer of a gzip file of one member, where its size can be true and is within the limit. */
export function gzipTrailer(
  bytes: Uint8Array,
  { limit = MOST_INFLATED }: InflateOptions = {},
): E.Either<PlanishError, GzipTrailer> {
  if (bytes.length < HEADER_AND_TRAILER) return E.left(damagedGzip(`${bytes.length} bytes are too few`))
  const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8)
  const [crc, size] = [view.getUint32(0, true), view.getUint32(4, true)]
  const fault = sizeFault(bytes.length, size, limit)
  return fault === undefined ? E.right({ crc, size }) : E.left(damagedGzip(fault))
}

/** The content where it is as long as the trailer says. */
export const asLongAs =
  (size: number) =>
  (inflated: Uint8Array): E.Either<PlanishError, Uint8Array> =>
    inflated.length === size
      ? E.right(inflated)
      : E.left(damagedGzip(`it inflates to ${inflated.length} bytes where ${size} are stated`))

/**
 * Inflates a gzip file of one member. fflate inflates but neither checks the CRC nor doubts the size that the
 * file states, so both are done here.
 *
 * @returns PlanishError `format` when it is cut off, damaged, followed by something or above the limit
 */
export const gunzip = (bytes: Uint8Array, options?: InflateOptions): E.Either<PlanishError, Uint8Array> =>
  pipe(
    gzipTrailer(bytes, options),
    E.chain(({ crc, size }) =>
      pipe(
        E.tryCatch(
          () => gunzipSync(bytes),
          thrown => damagedGzip(toPlanishError('format')(thrown).message),
        ),
        E.chain(asLongAs(size)),
        E.filterOrElse(
          inflated => crc32(inflated) === crc,
          () => damagedGzip('its checksum (CRC-32) does not match'),
        ),
      ),
    ),
  )

/** The bytes, inflated where they are gzipped. */
export const gunzipIfNeeded = (
  bytes: Uint8Array,
  options?: InflateOptions,
): E.Either<PlanishError, Uint8Array> => (isGzip(bytes) ? gunzip(bytes, options) : E.right(bytes))
