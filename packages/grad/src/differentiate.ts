import type { Tree } from '@planish/core'
import { disposeTree, tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { backward } from './backward.ts'

/** A scalar to differentiate, and whatever else the same forward pass computed. */
export interface Evaluated<A extends Tree> {
  readonly value: Tensor
  readonly also: A
}

/** A scalar's gradient in a tree of parameters, with the scalar and what came with it; all the caller's. */
export interface Differentiated<P extends Tree, A extends Tree> extends Evaluated<A> {
  readonly gradient: P
}

/**
 * The gradient in `params` of the scalar that `f` computes, `f` reading `params` itself; zero where a parameter
 * plays no part (tfjs's own `grads` throws there). Other results of the forward pass come along in `also`.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { differentiate } from '@planish/grad'
 *
 * const params = { a: tf.scalar(3), unused: tf.scalar(1) }
 * const { gradient } = differentiate(params, () => ({ value: tf.square(params.a), also: [] }))
 * gradient // { a: 6, unused: 0 }
 * ```
 */
export function differentiate<P extends Tree, A extends Tree>(
  params: P,
  f: () => Evaluated<A>,
): Differentiated<P, A> {
  const leaves = tree.leaves(params)
  // tfjs frees what the forward pass made, except its value: the rest is kept and handed to the caller's scope.
  let kept: A | undefined
  try {
    return tidy(() => {
      const { value, gradients } = backward(() => {
        const result = f()
        kept = tree.map<A>(result.also, leaf => tf.keep(tf.clone(leaf)))
        return tf.reshape(result.value, [])
      }, leaves)
      return {
        value,
        gradient: tree.rebuild<P>(
          params,
          leaves.map((leaf, index) => gradients[index] ?? tf.zerosLike(leaf)),
        ),
        also: tree.map<A>(kept as A, leaf => tf.clone(leaf)),
      }
    })
  } finally {
    if (kept !== undefined) disposeTree(kept)
  }
}
