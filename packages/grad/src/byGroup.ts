import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** `tf.reshape`, but nothing where the shape is right: on native, reshaping is a call like any other. */
export const reshaped = (x: Tensor, shape: readonly number[]): Tensor =>
  x.rank === shape.length && x.shape.every((size, axis) => size === shape[axis])
    ? x
    : tf.reshape(x, [...shape])

/** [B, …, n] to [G, positions of a group, n]; n the last axis unless given. */
export const byGroup = (x: Tensor, groups: number, width = x.shape.at(-1) as number): Tensor =>
  reshaped(x, [groups, x.size / (groups * width), width])

/** [B, …, n] to [all positions, n]. */
export const rowsOf = (x: Tensor, width = x.shape.at(-1) as number): Tensor =>
  reshaped(x, [x.size / width, width])

/** A factor for each group, [G], against [G, …] of a rank. */
export const perGroup = (factors: Tensor, rank: number): Tensor =>
  reshaped(factors, [factors.size, ...Array.from({ length: rank - 1 }, () => 1)])
