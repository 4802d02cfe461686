/**
 * Makes the subset of Fashion-MNIST that `@planish/datasets` ships, from the four original IDX files.
 *
 *   node tools/datasets/fashion-mnist-subset.mjs FOLDER [OUT]
 *
 * FOLDER holds the originals (Debian's package `dataset-fashion-mnist` puts them into
 * /usr/share/datasets/fashion-mnist); OUT is packages/datasets/data/fashion-mnist unless given.
 *
 * The rule: the first 800 training and the first 400 test images of every class, kept in file order.
 * Deterministic to the byte: fflate's deflate at level 9 with no time stamp, whatever zlib Node came with.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const datasets = new URL('../../packages/datasets/', import.meta.url)
// fflate belongs to the package, not to the workspace's root.
const { gzipSync } = createRequire(new URL('package.json', datasets))('fflate')

const CLASSES = 10
const PARTS = [
  { part: 'train', perClass: 800 },
  { part: 't10k', perClass: 400 },
]

function firstOfEachClass(labels, perClass) {
  const taken = new Array(CLASSES).fill(0)
  const indices = []
  for (const [index, label] of labels.entries()) {
    if (taken[label] < perClass) {
      taken[label] += 1
      indices.push(index)
    }
  }
  if (taken.some(count => count < perClass)) throw new Error(`a class has fewer than ${perClass} images`)
  return indices
}

/** The IDX file with only the chosen items; its header differs in the count alone. */
function select(idx, indices) {
  const dimensions = idx[3]
  const header = 4 + 4 * dimensions
  const count = idx.readUInt32BE(4)
  const stride = (idx.length - header) / count
  const selected = Buffer.alloc(header + indices.length * stride)
  idx.copy(selected, 0, 0, header)
  selected.writeUInt32BE(indices.length, 4)
  for (const [position, index] of indices.entries()) {
    idx.copy(selected, header + position * stride, header + index * stride, header + (index + 1) * stride)
  }
  return selected
}

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')

const [from, out = fileURLToPath(new URL('data/fashion-mnist', datasets))] = process.argv.slice(2)
if (from === undefined) {
  console.error('usage: node tools/datasets/fashion-mnist-subset.mjs FOLDER [OUT]')
  process.exit(2)
}
mkdirSync(out, { recursive: true })
for (const { part, perClass } of PARTS) {
  const files = [`${part}-images-idx3-ubyte.gz`, `${part}-labels-idx1-ubyte.gz`]
  const [images, labels] = files.map(file => gunzipSync(readFileSync(join(from, file))))
  const indices = firstOfEachClass(labels.subarray(8), perClass)
  for (const [file, idx] of [
    [files[0], images],
    [files[1], labels],
  ]) {
    const selected = select(idx, indices)
    const packed = gzipSync(selected, { level: 9, mtime: 0 })
    writeFileSync(join(out, file), packed)
    console.log(
      `${file}  ${packed.length} bytes\n  gzip     ${sha256(packed)}\n  content  ${sha256(selected)}`,
    )
  }
}
