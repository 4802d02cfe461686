import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup, reshaped, rowsOf } from './byGroup.ts'

/*
 * How a bias enters an operation's output s, whose last axes it has: s = … + b. Its gradient is Σ δ over all other
 * axes, and does not depend on the operation's input.
 */

/** Σ δ of all examples, of b's shape. */
export const shiftGradient = (cotangent: Tensor, bias: Tensor): Tensor =>
  reshaped(tf.sum(rowsOf(cotangent, bias.size), 0), bias.shape)

/** Σ δ of each group, [G, …shape of b]; δ itself where a group has just one such row. */
export function groupShiftGradients(cotangent: Tensor, bias: Tensor, groups: number): Tensor {
  const shape = [groups, ...bias.shape]
  if (cotangent.size === groups * bias.size) return reshaped(cotangent, shape)
  return reshaped(tf.sum(byGroup(cotangent, groups, bias.size), 1), shape)
}

/** s + b, if there is one. */
export const shift = (s: Tensor, bias: Tensor | undefined): Tensor =>
  bias === undefined ? s : tf.add(s, bias)

/** s + b_g for a bias of each group's own, [G, …], if there is one. */
export function shiftOwn(s: Tensor, biases: Tensor | undefined): Tensor {
  if (biases === undefined) return s
  const groups = biases.shape[0] as number
  const width = biases.size / groups
  if (s.size === biases.size) return reshaped(tf.add(reshaped(s, biases.shape), biases), s.shape)
  return reshaped(tf.add(byGroup(s, groups, width), reshaped(biases, [groups, 1, width])), s.shape)
}
