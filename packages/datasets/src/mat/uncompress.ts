import { Inflate, inflateSync } from 'fflate'
import { sizeFault } from '../archive/limits.ts'
import { brokenMat } from './matElements.ts'

const ZLIB_HEADER = 2
const CHECKSUM = 4
const TAG = 8
/** Elements are padded to eight bytes; some writers do so within the compressed part. */
const MOST_PADDING = 7

/** Adler-32; 3,800 bytes are what 32 bits can sum up before the remainder must be taken. */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0]
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(bytes.length, at + 3800); at < end; at++) {
      low += bytes[at] as number
      high += low
    }
    low %= 65521
    high %= 65521
  }
  return ((high << 16) | low) >>> 0
}

/** The tag of the element within, which says how long it is: inflated alone, as nothing else is to be trusted yet. */
function innerSize(deflated: Uint8Array, little: boolean): number {
  const tag = new Uint8Array(TAG)
  let filled = 0
  const inflate = new Inflate(chunk => {
    const taken = chunk.subarray(0, TAG - filled)
    tag.set(taken, filled)
    filled += taken.length
  })
  for (let at = 0; filled < TAG && at < deflated.length; at += 512)
    inflate.push(deflated.subarray(at, at + 512))
  if (filled < TAG) throw brokenMat('a compressed element holds no tag')
  return TAG + new DataView(tag.buffer).getUint32(4, little)
}

/** The content of a compressed element: an element again. `limit` is how much it may inflate to. */
export function uncompress(content: Uint8Array, little: boolean, limit: number): Uint8Array {
  const [method = 0, flags = 0] = content
  if (content.length < ZLIB_HEADER + CHECKSUM || (method & 0x0f) !== 8 || (method * 256 + flags) % 31 !== 0) {
    throw brokenMat('a compressed element that is not zlib')
  }
  const deflated = content.subarray(ZLIB_HEADER, -CHECKSUM)
  const size = innerSize(deflated, little)
  const fault = sizeFault(deflated.length, size, limit)
  if (fault !== undefined) throw brokenMat(`a compressed element: ${fault}`)
  const inflated = inflateSync(deflated, { out: new Uint8Array(size + MOST_PADDING + 1) })
  if (inflated.length < size || inflated.length > size + MOST_PADDING) {
    throw brokenMat(`a compressed element is not of the ${size} bytes that it states`)
  }
  const stated = new DataView(content.buffer, content.byteOffset + content.length - CHECKSUM).getUint32(0)
  if (adler32(inflated) !== stated) {
    throw brokenMat('the checksum (Adler-32) of a compressed element does not match')
  }
  return inflated.subarray(0, size)
}
