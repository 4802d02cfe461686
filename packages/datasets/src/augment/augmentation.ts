import { type Key, PlanishError, tidy } from '@planish/core'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { movePixels } from './movePixels.ts'

/** The images of a batch. */
export interface Frame {
  readonly count: number
  readonly height: number
  readonly width: number
}

/**
 * Where pixels go: for every pixel of the result, [count, height, width], the index among the pixels of the batch of
 * the one that is shown there, or −1 for zeros.
 */
export type Move = (key: Key, frame: Frame) => Int32Array

/**
 * Images [B, height, width, channels] in, others of the same shape out, as drawn from the key: the same on every
 * backend. Labels stay. The batch that comes back belongs to the caller; the one given stays as it was.
 *
 * Where pixels are only moved, the draws and the indices are made on the host, and all backends give the same bits.
 *
 * @example
 * ```ts
 * import type { Augmentation } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const negative: Augmentation = () => ({ inputs, labels }) => ({ inputs: tf.neg(inputs), labels: labels.clone() })
 * ```
 */
export interface Augmentation {
  (key: Key): (batch: TensorBatch) => TensorBatch
  /** What an augmentation that only moves pixels does: {@link inOrder} makes one pass of several such. */
  readonly move?: Move
}

/** The images of a batch; refuses what are none. */
export function frameOf({ inputs }: TensorBatch): Frame {
  const [count, height, width] = inputs.shape
  if (inputs.rank !== 4 || count === undefined || height === undefined || width === undefined) {
    throw new PlanishError(
      'usage',
      `images have shape [batch, height, width, channels], not [${inputs.shape.join(', ')}]`,
    )
  }
  return { count, height, width }
}

/** The augmentation that moves pixels so. */
export const moving = (move: Move): Augmentation & { readonly move: Move } =>
  Object.assign(
    (key: Key) =>
      (batch: TensorBatch): TensorBatch =>
        tidy(() => ({
          inputs: movePixels(batch.inputs, move(key, frameOf(batch))),
          labels: batch.labels.clone(),
        })),
    { move },
  )

/** The move of images each by its own function of a pixel's row and column: of where it comes from, or −1. */
export function eachPixel(
  { count, height, width }: Frame,
  from: (image: number) => (row: number, column: number) => number,
): Int32Array {
  const sources = new Int32Array(count * height * width)
  let at = 0
  for (let image = 0; image < count; image++) {
    const start = at
    const source = from(image)
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const place = source(row, column)
        sources[at++] = place < 0 ? -1 : start + place
      }
    }
  }
  return sources
}
