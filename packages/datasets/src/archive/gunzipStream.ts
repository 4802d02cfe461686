import { type PlanishError, toPlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { asLongAs, damagedGzip, gunzip, gzipTrailer, isGzip } from './gunzip.ts'
import type { InflateOptions } from './limits.ts'

const CHUNK = 2 ** 20

async function feed(bytes: Uint8Array, writable: WritableStream<BufferSource>): Promise<void> {
  const writer = writable.getWriter()
  for (let at = 0; at < bytes.length; at += CHUNK) {
    await writer.write(new Uint8Array(bytes.subarray(at, at + CHUNK)))
  }
  await writer.close()
}

/** The content, in room for what the trailer states and no more. */
async function collect(readable: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array> {
  const inflated = new Uint8Array(size)
  const reader = readable.getReader()
  let filled = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return inflated.subarray(0, filled)
    if (filled + value.length > size) {
      await reader.cancel()
      throw damagedGzip(`it inflates to more than the ${size} bytes that are stated`)
    }
    inflated.set(value, filled)
    filled += value.length
  }
}

/** Node's own zlib, where this is Node: asked for and not imported, so that a browser's bundle has no trace of it. */
const nodeZlib = () => globalThis.process?.getBuiltinModule?.('node:zlib')

/** Into one buffer of the stated size: three times as fast as through a stream's small pieces. */
const inflateInNode = (
  zlib: NonNullable<ReturnType<typeof nodeZlib>>,
  bytes: Uint8Array,
  size: number,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const atLeast = Math.max(size, zlib.constants.Z_MIN_CHUNK)
    zlib.gunzip(bytes, { maxOutputLength: atLeast, chunkSize: atLeast }, (error, inflated) =>
      error === null
        ? resolve(new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length))
        : reject(error),
    )
  })

async function inflateInStream(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip')
  const fed = feed(bytes, writable)
  // Its failure is that of the other end, which tells it.
  fed.catch(() => undefined)
  const inflated = await collect(readable, size)
  await fed
  return inflated
}

/**
 * The bytes, inflated where they are gzipped, by the platform's own zlib, which verifies the checksum itself: Node's, or
 * that behind `DecompressionStream` in today's browsers; where there is neither, in JavaScript.
 *
 * @returns PlanishError `format` as {@link gunzip}
 */
export const gunzipStream = (
  bytes: Uint8Array,
  options?: InflateOptions,
): TE.TaskEither<PlanishError, Uint8Array> => {
  if (!isGzip(bytes)) return TE.right(bytes)
  if (nodeZlib() === undefined && typeof DecompressionStream === 'undefined') {
    return TE.fromEither(gunzip(bytes, options))
  }
  return pipe(
    TE.fromEither(gzipTrailer(bytes, options)),
    TE.chain(({ size }) =>
      pipe(
        TE.tryCatch(
          () => {
            const zlib = nodeZlib()
            return zlib === undefined ? inflateInStream(bytes, size) : inflateInNode(zlib, bytes, size)
          },
          thrown => toPlanishError('format')(thrown),
        ),
        TE.mapLeft(error =>
          error.message.startsWith('corrupted gzip') ? error : damagedGzip(error.message),
        ),
        TE.chainEitherK(inflated => pipe(inflated, asLongAs(size))),
      ),
    ),
  )
}
