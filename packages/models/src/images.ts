import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number]

const isImageShape = (shape: readonly number[]): shape is ImageShape => shape.length === 3

/**
 * The shape of a model's inputs, as that of images.
 *
 * @param model name of the model, for the message
 * @param least smallest height and width
 * @throws PlanishError `usage` if it isn't height, width and channels, or is too small
 */
export function imageShape(model: string, inputShape: readonly number[], least = 1): ImageShape {
  if (isImageShape(inputShape) && Math.min(inputShape[0], inputShape[1]) >= least) return inputShape
  const smallest = least === 1 ? '' : ` of at least ${least}x${least}`
  throw new PlanishError(
    'usage',
    `${model} takes images${smallest}, not inputs of shape [${inputShape.join(', ')}]`,
    'inputShape is [height, width, channels], as [28, 28, 1]',
  )
}

/** Inputs as images [B, height, width, channels], if they are flattened. */
export const asImages = (x: Tensor, shape: ImageShape): Tensor =>
  x.rank === 4 ? x : tf.reshape(x, [-1, ...shape])
