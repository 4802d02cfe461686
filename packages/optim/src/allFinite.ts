import type { Leaf, Tree } from '@planish/core'
import { tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'

/** Whether all numbers of all float tensors are finite, a boolean scalar; what the host knows is passed over. */
export const allFinite = (values: Tree<Leaf>): tf.Tensor =>
  tree
    .leaves<Leaf>(values)
    .flatMap(leaf =>
      leaf instanceof tf.Tensor && leaf.dtype === 'float32' ? [tf.all(tf.isFinite(leaf))] : [],
    )
    .reduce((all, one) => tf.logicalAnd(all, one), tf.scalar(true, 'bool'))
