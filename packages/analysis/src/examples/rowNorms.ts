import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** ‖·‖ of each row, its entries scaled first: the squares of a well-fitted example's would underflow. */
export function rowNorms(x: Tensor): Tensor {
  const largest = tf.max(tf.abs(x), 1, true)
  const scale = tf.where(tf.greater(largest, 0), largest, tf.onesLike(largest))
  return tf.mul(tf.squeeze(largest, [1]), tf.sqrt(tf.sum(tf.square(tf.div(x, scale)), 1)))
}
