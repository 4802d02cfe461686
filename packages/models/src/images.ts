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
 * @throws PlanishError `usage` if it isn't height, width and channels
 */
export function imageShape(model: string, inputShape: readonly number[]): ImageShape {
  if (isImageShape(inputShape)) return inputShape
  throw new PlanishError(
    'usage',
    `${model} takes images, not inputs of shape [${inputShape.join(', ')}]`,
    'inputShape is [height, width, channels], as [28, 28, 1]',
  )
}

/** Inputs as images [B, height, width, channels], if they are flattened. */
export const asImages = (x: Tensor, shape: ImageShape): Tensor =>
  x.rank === 4 ? x : tf.reshape(x, [-1, ...shape])
