import { PlanishError, random } from '@planish/core'
import { type Augmentation, eachPixel, moving } from './augmentation.ts'

/** What {@link cutout} takes. */
export interface CutoutOptions {
  /** Side of the square, in pixels: DeVries & Taylor take 16 for CIFAR-10, 8 for CIFAR-100. */
  readonly size: number
}

/**
 * In each image a square of zeros, its centre any of the image's pixels: part of the square may lie outside. DeVries &
 * Taylor, “Improved regularization of convolutional neural networks with cutout”, 2017. Zero is what the images' mean
 * is only once they are normalised.
 *
 * @throws PlanishError `usage` when the size is not a whole number above 0
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { cutout } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const cut = cutout({ size: 4 })(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, cut.inputs, cut.labels])
 * ```
 */
export function cutout({ size }: CutoutOptions): Augmentation {
  if (!Number.isInteger(size) || size < 1) {
    throw new PlanishError('usage', `cutout's size is a whole number above 0, not ${size}`)
  }
  return moving((key, frame) => {
    const { count, height, width } = frame
    const [forRows, forColumns] = random.split(key)
    const rows = random.randint(forRows, count, 0, height)
    const columns = random.randint(forColumns, count, 0, width)
    return eachPixel(frame, image => {
      const top = (rows[image] as number) - Math.floor(size / 2)
      const left = (columns[image] as number) - Math.floor(size / 2)
      return (row, column) =>
        row >= top && row < top + size && column >= left && column < left + size ? -1 : row * width + column
    })
  })
}
