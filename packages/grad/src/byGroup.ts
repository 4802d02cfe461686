import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** `tf.reshape`, but nothing where the shape is right: on native, reshaping is a call like any other. */
export const reshaped = (x: Tensor, shape: number[]): Tensor =>
  x.rank === shape.length && x.shape.every((size, axis) => size === shape[axis]) ? x : tf.reshape(x, shape)

/** [B, …, n] to [G, positions of a group, n]; to [G, n] where each group has a single position. */
export function byGroup(x: Tensor, groups: number): Tensor {
  const width = x.shape.at(-1) as number
  const positions = x.size / (groups * width)
  return reshaped(x, positions === 1 ? [groups, width] : [groups, positions, width])
}
