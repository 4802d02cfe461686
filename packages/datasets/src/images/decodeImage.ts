import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { once } from '../once.ts'
import { decodeJpeg } from './jpeg.ts'
import { brokenImage, type DecodeOptions, MOST_PIXELS } from './limits.ts'
import { decodePng } from './png.ts'
import { PNG_SIGNATURE } from './pngChunks.ts'
import type { RgbImage } from './rgbImage.ts'

/** Decodes the file of an image. */
export type ImageDecoder = (file: Uint8Array) => E.Either<PlanishError, RgbImage>

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ')

const formatOf = (file: Uint8Array): 'PNG' | 'JPEG' | undefined => {
  if (PNG_SIGNATURE.every((byte, at) => file[at] === byte)) return 'PNG'
  return file[0] === 0xff && file[1] === 0xd8 ? 'JPEG' : undefined
}

const loadJpegJs = once(() => import('jpeg-js'))

/** The decoder, once the code for JPEG has been loaded: only those who decode images load it. */
export const imageDecoder = ({
  maxPixels = MOST_PIXELS,
}: DecodeOptions = {}): TE.TaskEither<PlanishError, ImageDecoder> =>
  pipe(
    TE.tryCatch(loadJpegJs, toPlanishError('io', 'the decoder for JPEG')),
    TE.map(({ default: jpegJs }) => (file: Uint8Array) => {
      const format = formatOf(file)
      if (format === undefined) {
        return E.left(
          new PlanishError(
            'format',
            file.length === 0
              ? 'neither a JPEG nor a PNG image: it is empty'
              : `neither a JPEG nor a PNG image: it begins with ${hex(file.subarray(0, 8))}`,
            'convert it to PNG',
          ),
        )
      }
      return E.tryCatch(
        () => (format === 'PNG' ? decodePng(file, maxPixels) : decodeJpeg(file, maxPixels, jpegJs)),
        thrown =>
          thrown instanceof PlanishError
            ? thrown
            : brokenImage(format, toPlanishError('format')(thrown).message),
      )
    }),
  )

/**
 * Decodes a JPEG (baseline or progressive; grey, YCbCr, RGB, CMYK) or PNG (every colour type, depth and interlacing)
 * to bytes [height, width, 3]: the same bits in Node and in every browser, which their own decoders do not promise.
 *
 * Alpha is dropped, grey repeated, of 16 bits the upper eight are kept; EXIF orientation and colour profiles are not
 * applied, all as Pillow's `convert("RGB")`. Of a JPEG whose chrominance has fewer samples than its luminance, Pillow
 * smooths it and this repeats it.
 *
 * @returns PlanishError `format` when the file is damaged, cut off, of another format, or states more than
 * `maxPixels`, before it is decoded
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { decodeImage } from '@planish/datasets'
 *
 * const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'
 * const file = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
 * orThrow(await decodeImage(file)()) // { width: 1, height: 1, data: Uint8Array [255, 0, 0] }
 * ```
 */
export const decodeImage = (
  file: Uint8Array,
  options?: DecodeOptions,
): TE.TaskEither<PlanishError, RgbImage> =>
  pipe(
    imageDecoder(options),
    TE.chainEitherK(decode => decode(file)),
  )
