import { tidy } from '@planish/core'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

// Images are [B, height, width, channels].

/** The mean over all positions: [B, channels]. */
export const globalAverage = (x: Tensor): Tensor => tf.mean(x, [1, 2])

/** The means of disjoint 2×2 squares; an odd last row or column is left out. */
export const averagePool2 = (x: Tensor): Tensor => tf.avgPool(x as Tensor4D, 2, 2, 'valid')

/** Every second position of both axes, the first included. A strided slice, which in tfjs has no gradient. */
export const everySecond = (x: Tensor): Tensor => tf.avgPool(x as Tensor4D, 1, 2, 'valid')

/** The maxima of 3×3 windows, two apart, padded by one on every side; of values that are not negative. */
export const maxPool3 = (x: Tensor): Tensor =>
  tidy(() =>
    tf.maxPool(
      tf.pad(x as Tensor4D, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
      3,
      2,
      'valid',
    ),
  )
