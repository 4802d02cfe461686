import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { unpickle } from '../pickle/unpickle.ts'
import { isPickledArray, type PickleValue } from '../pickle/values.ts'

/** Images of one file, [n, 3, 32, 32] as they are stored, and their labels. */
export interface Records {
  readonly images: Uint8Array
  readonly labels: Int32Array
}

export const PIXELS = 32 * 32
export const VALUES = 3 * PIXELS

const broken = (message: string): PlanishError =>
  new PlanishError('format', `CIFAR: ${message}`, 'the file is damaged, cut off or of another data set')

/** In the binary version: each record a few labels of a byte and an image. `which` label is wanted. */
export const binaryRecords =
  (labelsPerRecord: number, which: number) =>
  (bytes: Uint8Array): E.Either<PlanishError, Records> => {
    const width = labelsPerRecord + VALUES
    const count = bytes.length / width
    if (!Number.isInteger(count) || count === 0) {
      return E.left(broken(`${bytes.length} bytes are not records of ${width} bytes`))
    }
    const images = new Uint8Array(count * VALUES)
    const labels = new Int32Array(count)
    for (let index = 0; index < count; index++) {
      const start = index * width
      labels[index] = bytes[start + which] as number
      images.set(bytes.subarray(start + labelsPerRecord, start + width), index * VALUES)
    }
    return E.right({ images, labels })
  }

const isLabel = (value: PickleValue): value is number => Number.isInteger(value)

/** In Python's version: a pickled dictionary with `data`, [n, 3072], and a list of labels under `key`. */
export const pickledRecords =
  (key: string) =>
  (bytes: Uint8Array): E.Either<PlanishError, Records> =>
    pipe(
      unpickle(bytes),
      E.chain(batch => {
        const fields = batch instanceof Map ? batch : new Map<string, PickleValue>()
        const [images, labels] = [fields.get('data'), fields.get(key)]
        if (!isPickledArray(images) || !(images.data instanceof Uint8Array) || images.shape[1] !== VALUES) {
          return E.left(broken(`the pickle has no "data" of unsigned bytes, n × ${VALUES}`))
        }
        if (!Array.isArray(labels) || !labels.every(isLabel)) {
          return E.left(broken(`the pickle has no list of whole numbers "${key}"`))
        }
        if (images.shape[0] !== labels.length) {
          return E.left(broken(`${images.shape[0]} images, ${labels.length} labels`))
        }
        return E.right({ images: images.data, labels: Int32Array.from(labels) })
      }),
    )

/** [n, 3, 32, 32] of several files after one another becomes [n, 32, 32, 3]. */
export function assemble(parts: readonly Records[]): { inputs: Uint8Array; labels: Int32Array } {
  const total = parts.reduce((sum, { labels }) => sum + labels.length, 0)
  const inputs = new Uint8Array(total * VALUES)
  const labels = new Int32Array(total)
  let done = 0
  for (const part of parts) {
    labels.set(part.labels, done)
    for (let index = 0; index < part.labels.length; index++) {
      const [from, to] = [index * VALUES, (done + index) * VALUES]
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        const at = to + 3 * pixel
        inputs[at] = part.images[from + pixel] as number
        inputs[at + 1] = part.images[from + PIXELS + pixel] as number
        inputs[at + 2] = part.images[from + 2 * PIXELS + pixel] as number
      }
    }
    done += part.labels.length
  }
  return { inputs, labels }
}
