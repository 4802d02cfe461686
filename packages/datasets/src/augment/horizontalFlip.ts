import { PlanishError, random } from '@planish/core'
import { type Augmentation, eachPixel, moving } from './augmentation.ts'

/** What {@link horizontalFlip} takes. */
export interface HorizontalFlipOptions {
  /** Of each image to be mirrored; 0.5 unless given. */
  readonly probability?: number
}

/**
 * Some of the images mirrored, left and right exchanged. torchvision's `RandomHorizontalFlip`.
 *
 * @throws PlanishError `usage` when the probability is not in [0, 1]
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { horizontalFlip } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const flipped = horizontalFlip()(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, flipped.inputs, flipped.labels])
 * ```
 */
export function horizontalFlip({ probability = 0.5 }: HorizontalFlipOptions = {}): Augmentation {
  if (!(probability >= 0 && probability <= 1)) {
    throw new PlanishError('usage', `a probability is in [0, 1], not ${probability}`)
  }
  return moving((key, frame) => {
    const { count, width } = frame
    const flips = random.bernoulli(key, probability, count)
    return eachPixel(frame, image =>
      flips[image] === 1
        ? (row, column) => row * width + width - 1 - column
        : (row, column) => row * width + column,
    )
  })
}
