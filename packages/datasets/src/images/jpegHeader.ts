import { brokenImage } from './limits.ts'

/** What a JPEG file says before its pixels are decoded. */
export interface JpegHeader {
  readonly width: number
  readonly height: number
  /** Whether three channels are red, green and blue as they stand, not luminance and chrominance. */
  readonly storedAsRgb: boolean
}

/** A progressive file has about ten; each costs a walk over all blocks, however few bytes it takes. */
const MOST_SCANS = 500

const broken = (message: string, hint?: string): Error => brokenImage('JPEG', message, hint)

interface Segment {
  readonly marker: number
  readonly at: number
  readonly data: Uint8Array
}

const ascii = (data: Uint8Array, length: number): string => String.fromCharCode(...data.subarray(0, length))

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

/** Segments up to the end mark, the compressed data of scans passed over. */
function* segments(file: Uint8Array): Generator<Segment> {
  let at = 2
  let withinScan = false
  for (;;) {
    while (withinScan && at < file.length && file[at] !== 0xff) at++
    if (at + 1 >= file.length) throw broken(`truncated, no end mark in ${file.length} bytes`)
    const marker = file[at + 1] as number
    if (file[at] !== 0xff) throw broken(`no marker at byte ${at}`)
    if (marker === 0xff) {
      at++ // a fill byte
      continue
    }
    if (withinScan && (marker === 0 || isRestart(marker))) {
      at += 2
      continue
    }
    if (marker === 0xd9) return
    const length = at + 3 < file.length ? ((file[at + 2] as number) << 8) | (file[at + 3] as number) : 0
    const end = at + 2 + length
    if (length < 2 || end > file.length) throw broken(`truncated, the segment at byte ${at} goes on`)
    yield { marker, at, data: file.subarray(at + 4, end) }
    withinScan = marker === 0xda
    at = end
  }
}

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Reads a frame's header: only what can be decoded. */
function frameOf({ marker, data }: Segment): { width: number; height: number; ids: number[] } {
  if (marker > 0xc2) {
    const hint = 'save it again as a baseline or progressive JPEG, or as PNG'
    throw broken(`a kind that is not read (frame 0x${marker.toString(16)})`, hint)
  }
  const [precision, h1 = 0, h0 = 0, w1 = 0, w0 = 0, components = 0] = data
  if (precision !== 8) throw broken(`${precision} bits a sample, only 8 are read`)
  if (![1, 3, 4].includes(components) || data.length !== 6 + 3 * components) {
    throw broken(`a frame of ${components} channels in ${data.length} bytes`)
  }
  for (let c = 0; c < components; c++) {
    const sampling = data[7 + 3 * c] as number
    const [across, down] = [sampling >> 4, sampling & 15]
    if (across < 1 || across > 4 || down < 1 || down > 4) {
      throw broken(`sampling factors ${across} and ${down}, which must be in [1, 4]`)
    }
  }
  const ids = Array.from({ length: components }, (_, c) => data[6 + 3 * c] as number)
  return { height: (h1 << 8) | h0, width: (w1 << 8) | w0, ids }
}

/**
 * Walks through a JPEG file (ITU T.81) without decoding it: what it has not seen, the decoder, which trusts its
 * input more, does not get.
 */
export function jpegHeader(file: Uint8Array): JpegHeader {
  let frame: ReturnType<typeof frameOf> | undefined
  let [scans, jfif] = [0, false]
  let adobeTransform: number | undefined
  for (const segment of segments(file)) {
    const { marker, data } = segment
    if (isFrame(marker)) {
      if (frame !== undefined) throw broken('it has two frames')
      frame = frameOf(segment)
    } else if (marker === 0xda) {
      if (frame === undefined) throw broken('a scan comes before the frame')
      if (++scans > MOST_SCANS) throw broken(`more than ${MOST_SCANS} scans`)
    } else if (marker === 0xe0 && ascii(data, 5) === 'JFIF\0') jfif = true
    else if (marker === 0xee && ascii(data, 5) === 'Adobe') adobeTransform = data[11]
  }
  if (frame === undefined || scans === 0) throw broken('it has no pixels')
  const { width, height, ids } = frame
  // As libjpeg guesses: Adobe's mark decides, then JFIF, then the names of the channels.
  const storedAsRgb =
    adobeTransform === undefined ? !jfif && String.fromCharCode(...ids) === 'RGB' : adobeTransform === 0
  return { width, height, storedAsRgb: storedAsRgb && ids.length === 3 }
}
