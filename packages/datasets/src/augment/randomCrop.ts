import { PlanishError, random } from '@planish/core'
import { type Augmentation, eachPixel, moving } from './augmentation.ts'

/** What {@link randomCrop} takes. */
export interface RandomCropOptions {
  /** How many pixels are added on each side before an image of the old size is cut out. */
  readonly padding: number
  /**
   * What is added: zeros (the default), or the image mirrored at its outermost pixels, which are not repeated: a row
   * 1 2 3 becomes 3 2 1 2 3 2 1.
   */
  readonly pad?: 'zero' | 'reflect'
}

/** Where a place is in an image that is mirrored at its edges. */
const reflected = (at: number, side: number): number => (at < 0 ? -at : at >= side ? 2 * (side - 1) - at : at)

/**
 * Each image padded and cut back to its size at a place of its own: moved by −padding … padding pixels down and to the
 * right, each of them equally probable. What CIFAR is trained with takes 4; torchvision's `RandomCrop(size, padding)`.
 *
 * @throws PlanishError `usage` when the padding is not a whole number above 0; for `reflect`, in use, when the images
 * are not larger than it
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { randomCrop } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const cropped = randomCrop({ padding: 2 })(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, cropped.inputs, cropped.labels])
 * ```
 */
export function randomCrop({ padding, pad = 'zero' }: RandomCropOptions): Augmentation {
  if (!Number.isInteger(padding) || padding < 1) {
    throw new PlanishError('usage', `a crop's padding is a whole number above 0, not ${padding}`)
  }
  return moving((key, frame) => {
    const { count, height, width } = frame
    if (pad === 'reflect' && padding >= Math.min(height, width)) {
      throw new PlanishError('usage', `images of ${height}×${width} can't be mirrored ${padding} pixels far`)
    }
    const [forRows, forColumns] = random.split(key)
    const down = random.randint(forRows, count, -padding, padding + 1)
    const right = random.randint(forColumns, count, -padding, padding + 1)
    return eachPixel(frame, image => {
      const [fromRow, fromColumn] = [down[image] as number, right[image] as number]
      return (row, column) => {
        const y = row - fromRow
        const x = column - fromColumn
        if (pad === 'reflect') return reflected(y, height) * width + reflected(x, width)
        return y >= 0 && y < height && x >= 0 && x < width ? y * width + x : -1
      }
    })
  })
}
