import { jpegHeader } from './jpegHeader.ts'
import { checkSize } from './limits.ts'
import type { RgbImage } from './rgbImage.ts'

type JpegJs = typeof import('jpeg-js')

/** jpeg-js counts 32 bytes a pixel at most: coefficients, planes and pixels of four channels. */
const memoryFor = (width: number, height: number): number => 64 + (width * height * 40) / 2 ** 20

/**
 * Decodes a baseline or progressive JPEG file by jpeg-js, in whole numbers but for the conversion of colours, so that
 * the bits are the same on every machine; throws. Chrominance is repeated where libjpeg smooths it.
 */
export function decodeJpeg(file: Uint8Array, maxPixels: number, { decode }: JpegJs): RgbImage {
  const { width, height, storedAsRgb } = jpegHeader(file)
  checkSize('JPEG', width, height, maxPixels)
  const decoded = decode(file, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: Number.POSITIVE_INFINITY,
    maxMemoryUsageInMB: memoryFor(width, height),
    ...(storedAsRgb ? { colorTransform: false } : {}),
  })
  return { width, height, data: decoded.data }
}
