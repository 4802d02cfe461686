import { crc32 } from '../archive/crc32.ts'
import { brokenImage } from './limits.ts'

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** What the decoder needs of a PNG file. */
export interface PngParts {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: Colour
  readonly interlaced: boolean
  /** Bytes [n, 3]; empty where there is none. */
  readonly palette: Uint8Array
  /** The compressed pixels: a zlib stream. */
  readonly data: Uint8Array
}

/** How colours are stored. */
export interface Colour {
  readonly channels: number
  readonly indexed: boolean
  readonly depths: readonly number[]
}

const colours: Readonly<Record<number, Colour>> = {
  0: { channels: 1, indexed: false, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, indexed: false, depths: [8, 16] },
  3: { channels: 1, indexed: true, depths: [1, 2, 4, 8] },
  4: { channels: 2, indexed: false, depths: [8, 16] },
  6: { channels: 4, indexed: false, depths: [8, 16] },
}

export const brokenPng = (message: string): Error => brokenImage('PNG', message)

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

/** The chunks up to IEND. Those that a decoder must understand have their checksums verified. */
function* chunks(file: Uint8Array): Generator<Chunk> {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  for (let at = PNG_SIGNATURE.length; ; ) {
    if (file.length - at < 12) throw brokenPng(`truncated, no chunk IEND in ${file.length} bytes`)
    const length = view.getUint32(at)
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
    if (length > file.length - at - 12) {
      throw brokenPng(`truncated, a chunk of ${length} bytes begins at byte ${at} of ${file.length}`)
    }
    const critical = ((file[at + 4] as number) & 0x20) === 0
    const end = at + 8 + length
    if (critical && crc32(file.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw brokenPng(`the checksum of the chunk at byte ${at} does not match`)
    }
    if (type === 'IEND') return
    if (critical) yield { type, data: file.subarray(at + 8, end) }
    at = end + 4
  }
}

function headerOf({ type, data }: Chunk): Omit<PngParts, 'palette' | 'data'> {
  if (type !== 'IHDR' || data.length !== 13) throw brokenPng('it does not begin with its header')
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const [depth = 0, code = 0, compression, filter, interlace = 0] = data.subarray(8)
  const colour = colours[code]
  if (!colour?.depths.includes(depth)) throw brokenPng(`no colour type ${code} of ${depth} bits exists`)
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw brokenPng(`unknown compression ${compression}, filter ${filter} or interlacing ${interlace}`)
  }
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlaced: interlace === 1 }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Takes a PNG file apart. Transparency, gamma, text and the like are passed over. */
export function pngParts(file: Uint8Array): PngParts {
  let header: ReturnType<typeof headerOf> | undefined
  let palette: Uint8Array = new Uint8Array(0)
  const data: Uint8Array[] = []
  for (const chunk of chunks(file)) {
    if (header === undefined) header = headerOf(chunk)
    else if (chunk.type === 'PLTE') palette = chunk.data
    else if (chunk.type === 'IDAT') data.push(chunk.data)
    else throw brokenPng(`it has an unknown or second chunk "${chunk.type}"`)
  }
  if (header === undefined || data.length === 0) throw brokenPng('it has no pixels')
  if (palette.length % 3 !== 0 || palette.length > 768)
    throw brokenPng(`a palette of ${palette.length} bytes`)
  return { ...header, palette, data: joined(data) }
}
