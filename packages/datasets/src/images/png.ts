import { inflateExactly } from '../archive/inflate.ts'
import { sizeFault } from '../archive/limits.ts'
import { checkSize } from './limits.ts'
import { brokenPng, pngParts } from './pngChunks.ts'
import { inflatedSize, rgbOf } from './pngPixels.ts'
import type { RgbImage } from './rgbImage.ts'

const ZLIB_HEADER = 2
const ZLIB_CHECKSUM = 4

/**
 * Decodes a PNG file of any colour type, depth and interlacing (ISO/IEC 15948); throws. On fflate, not a package for
 * PNG: those inflate without a bound whatever the header says. Alpha is dropped, as Pillow's `convert("RGB")` does.
 */
export function decodePng(file: Uint8Array, maxPixels: number): RgbImage {
  const parts = pngParts(file)
  const { width, height, data } = parts
  checkSize('PNG', width, height, maxPixels)
  const deflated = data.subarray(ZLIB_HEADER, Math.max(ZLIB_HEADER, data.length - ZLIB_CHECKSUM))
  const size = inflatedSize(parts)
  const fault = sizeFault(deflated.length, size, Number.POSITIVE_INFINITY)
  if (fault !== undefined) throw brokenPng(fault)
  return { width, height, data: rgbOf(parts, inflateExactly(deflated, size)) }
}
