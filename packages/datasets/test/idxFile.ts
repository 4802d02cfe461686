import { gzipSync } from 'fflate'

/** An IDX file: its header, then the elements as given, big-endian already. */
export function idxFile(type: number, shape: readonly number[], elements: ArrayLike<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint8(2, type)
  header.setUint8(3, shape.length)
  for (const [axis, side] of shape.entries()) header.setUint32(4 + 4 * axis, side)
  return Uint8Array.of(...new Uint8Array(header.buffer), ...Array.from(elements))
}

const UNSIGNED_BYTE = 8

/** The four files of a tiny data set: training images 3 of 2×2, test images 1. */
export const tinyFiles = (): {
  trainImages: Uint8Array
  trainLabels: Uint8Array
  testImages: Uint8Array
  testLabels: Uint8Array
} => ({
  trainImages: idxFile(UNSIGNED_BYTE, [3, 2, 2], [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]),
  trainLabels: idxFile(UNSIGNED_BYTE, [3], [9, 0, 4]),
  testImages: gzipSync(idxFile(UNSIGNED_BYTE, [1, 2, 2], [255, 254, 253, 252])),
  testLabels: gzipSync(idxFile(UNSIGNED_BYTE, [1], [7])),
})
