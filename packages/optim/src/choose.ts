import type { Leaf, Tree } from '@planish/core'
import { tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

const flat = (tensor: Tensor): Tensor => tf.reshape(tensor, [tensor.size])

/**
 * `tf.where` of two tensors of one shape, the condition of that shape too or a scalar. On flat tensors: tfjs's
 * WebGPU kernel knows no more than four axes.
 */
export const choose = (condition: Tensor, a: Tensor, b: Tensor): Tensor =>
  tf.reshape(tf.where(condition.rank === 0 ? condition : flat(condition), flat(a), flat(b)), a.shape)

/** The one tree or the other, as the device finds; numbers, which a state keeps on the host, are the first's. */
export const chooseTree = <T extends Tree<Leaf>>(condition: Tensor, first: T, second: T): T =>
  tree.map2<T, Leaf>(first, second, (a, b) =>
    typeof a === 'number' || typeof b === 'number' ? a : choose(condition, a, b),
  )
