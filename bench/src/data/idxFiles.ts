import { gzipSync } from 'node:zlib'
import { random } from '@planish/core'
import type { IdxFiles } from '@planish/datasets'

/** An IDX file of bytes, gzipped as the publishers' are. */
function idxFile(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.set([0, 0, 8, shape.length])
  for (const [axis, side] of shape.entries()) header.writeUInt32BE(side, 4 + 4 * axis)
  return gzipSync(Buffer.concat([header, values]))
}

const side = 28

/**
 * Images that compress about as Fashion-MNIST's do (to 26 of 47 MB): half of the pixels black, the rest changing little
 * from one to the next.
 */
function images(count: number, seed: number): Uint8Array {
  const noise = random.bits(random.key(seed), count * side * side)
  let last = 128
  return Uint8Array.from(noise, (word, at) => {
    const column = at % side
    if (column < 7 || column >= 21) return 0
    last = (last + (word % 64) - 32 + 256) % 256
    return last
  })
}

function part(count: number, seed: number) {
  return {
    images: idxFile([count, side, side], images(count, seed)),
    labels: idxFile(
      [count],
      Uint8Array.from({ length: count }, (_, index) => index % 10),
    ),
  }
}

/** Files in the form of Fashion-MNIST and as large, but for the test images, in memory. */
export function idxFiles(training = 60_000, test = 100): IdxFiles {
  const [first, second] = [part(training, 1), part(test, 2)]
  return {
    trainImages: first.images,
    trainLabels: first.labels,
    testImages: second.images,
    testLabels: second.labels,
  }
}
