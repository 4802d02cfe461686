import { type Key, random } from '@planish/core'

/** Which examples are trained on and which tested by, each in their own order. */
export interface Halves {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** Draws the same share of each class, rounded to whole examples, to test by. */
export function stratify(labels: Int32Array, classes: number, share: number, key: Key): Halves {
  const left = new Float64Array(classes)
  for (const label of labels) left[label] = (left[label] as number) + 1
  for (let label = 0; label < classes; label++) left[label] = Math.round(share * (left[label] as number))
  const tested = new Uint8Array(labels.length)
  // The first of each class in an order drawn for all.
  for (const index of random.permutation(key, labels.length)) {
    const label = labels[index] as number
    if (left[label] === 0) continue
    left[label] = (left[label] as number) - 1
    tested[index] = 1
  }
  const where = (half: number): Int32Array =>
    labels.map((_, index) => index).filter(index => tested[index] === half)
  return { train: where(0), test: where(1) }
}
