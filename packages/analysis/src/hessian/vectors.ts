import { addAll } from '@planish/backend'
import type { Key, Mask, Tree } from '@planish/core'
import { random, tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** a + factor · b. */
export const addScaled = <P extends Tree>(a: P, b: Tree, factor: number | Tensor): P =>
  tidy(() => tree.map2<P>(a, b, (x, y) => tf.add(x, tf.mul(y, factor))))

/** ⟨a, b⟩ over all leaves together, a scalar. */
export const dot = (a: Tree, b: Tree): Tensor =>
  tidy(() => addAll(tree.leaves(tree.map2(a, b, (x, y) => tf.sum(tf.mul(x, y))))))

/** ‖a‖ over all leaves together, a scalar. */
export const norm = (a: Tree): Tensor => tidy(() => tf.sqrt(dot(a, a)))

/** Draws of the tree's shapes: those of the i-th leaf from `foldIn(key, i)`, the same on every backend. */
export const drawnLike = <P extends Tree>(
  like: P,
  key: Key,
  draw: (key: Key, size: number) => Float32Array,
): P =>
  tree.rebuild<P>(
    like,
    tree
      .leaves(like)
      .map((leaf, index) => tf.tensor(draw(random.foldIn(key, index), leaf.size), leaf.shape, 'float32')),
  )

/** −1 or 1, each with probability ½. */
export const rademacher = (key: Key, size: number): Float32Array =>
  Float32Array.from(random.bernoulli(key, 0.5, size), bit => 2 * bit - 1)

/** The parameters that a mask chooses, side by side in one vector. */
export interface Flat<P extends Tree> {
  /** Length of the vector. */
  readonly dimension: number
  readonly toVector: (of: P) => Tensor
  /** Zero where the mask has not chosen. */
  readonly toTree: (vector: Tensor) => P
}

/** How parameters become a vector [N] and back. */
export function flat<P extends Tree>(params: P, mask: Mask): Flat<P> {
  tree.chosen(params, mask) // throws where there are none
  const entries = tree.entries(params)
  const chosen = entries.map(({ path, leaf }) => mask(path, leaf))
  const sizes = entries.filter((_, index) => chosen[index]).map(({ leaf }) => leaf.size)
  return {
    dimension: sizes.reduce((sum, size) => sum + size, 0),
    toVector: of =>
      tidy(() => {
        const leaves = tree.leaves(of).filter((_, index) => chosen[index])
        return tf.concat(leaves.map(leaf => tf.reshape(leaf, [leaf.size])))
      }),
    toTree: vector =>
      tidy(() => {
        let next = 0
        const take = (leaf: Tensor): Tensor => {
          const part = tf.slice(vector, [next], [leaf.size])
          next += leaf.size
          return tf.reshape(part, leaf.shape)
        }
        return tree.rebuild<P>(
          params,
          entries.map(({ leaf }, index) => (chosen[index] ? take(leaf) : tf.zerosLike(leaf))),
        )
      }),
  }
}
