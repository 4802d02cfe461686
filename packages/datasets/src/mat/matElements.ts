import { PlanishError } from '@planish/core'

/** A part of a MATLAB file: its type and the bytes that follow its tag. */
export interface MatElement {
  readonly type: number
  readonly content: Uint8Array
}

const TAG = 8
const SMALL = 4

/** A matrix whose content is compressed, tag and all. */
export const COMPRESSED = 15

export const brokenMat = (message: string): PlanishError =>
  new PlanishError('format', `MATLAB: ${message}`, 'the file is damaged, cut off or of another format')

/**
 * The elements that follow one another in `bytes`. Numbers of at most four bytes come packed into their tag; all but
 * the compressed begin at multiples of eight bytes.
 */
export function* elementsIn(bytes: Uint8Array, little: boolean): Generator<MatElement> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length; ) {
    if (at + TAG > bytes.length) throw brokenMat(`truncated within the tag at byte ${at}`)
    const word = view.getUint32(at, little)
    const packed = word >>> 16
    const [type, size] = packed > 0 ? [word & 0xffff, packed] : [word, view.getUint32(at + 4, little)]
    const start = at + (packed > 0 ? SMALL : TAG)
    if (packed > SMALL) throw brokenMat(`${packed} bytes are packed into the tag at byte ${at}`)
    if (start + size > bytes.length) {
      throw brokenMat(`truncated, ${size} bytes are stated at byte ${at}, ${bytes.length - start} follow`)
    }
    yield { type, content: bytes.subarray(start, start + size) }
    if (packed > 0) at += TAG
    else at = type === COMPRESSED ? start + size : start + Math.ceil(size / 8) * 8
  }
}
