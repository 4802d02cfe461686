// Writes the embedded Fashion-MNIST subset at half its resolution, each pixel the mean of a 2×2 square, as the four
// IDX files that `--data idx:FOLDER` reads. From the repository root: node docs/reproductions/halve.mjs runs/fashion-mnist-14
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'

const [target] = process.argv.slice(2)
if (target === undefined) throw new Error('usage: node docs/reproductions/halve.mjs FOLDER')
const source = 'packages/datasets/data/fashion-mnist'
const read = name => gunzipSync(readFileSync(`${source}/${name}`))
const write = (name, bytes) => writeFileSync(`${target}/${name}`, gzipSync(bytes, { level: 9 }))

/** An IDX file of 28×28 images, [n, 28, 28], as one of [n, 14, 14]; means are rounded to whole grey levels. */
function halve(idx) {
  const count = idx.readUInt32BE(4)
  const halved = Buffer.alloc(16 + count * 14 * 14)
  idx.copy(halved, 0, 0, 8)
  halved.writeUInt32BE(14, 8)
  halved.writeUInt32BE(14, 12)
  for (let pixel = 0; pixel < count * 14 * 14; pixel++) {
    const corner = 16 + 56 * Math.floor(pixel / 14) + 2 * (pixel % 14)
    const sum = idx[corner] + idx[corner + 1] + idx[corner + 28] + idx[corner + 29]
    halved[16 + pixel] = Math.round(sum / 4)
  }
  return halved
}

mkdirSync(target, { recursive: true })
for (const part of ['train', 't10k']) {
  write(`${part}-images-idx3-ubyte.gz`, halve(read(`${part}-images-idx3-ubyte.gz`)))
  write(`${part}-labels-idx1-ubyte.gz`, read(`${part}-labels-idx1-ubyte.gz`))
}
