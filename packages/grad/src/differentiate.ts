import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { record } from './record.ts'

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
  return tidy(() => {
    const { result, backward, release } = record(f)
    try {
      const { value, also } = result
      const gradients = backward(value, tf.onesLike(value), leaves)
      return {
        value: tf.reshape(value, []),
        gradient: tree.rebuild<P>(
          params,
          leaves.map((leaf, index) => gradients[index] ?? tf.zerosLike(leaf)),
        ),
        also: tree.map<A>(also, leaf => tf.clone(leaf)), // which may be another's
      }
    } finally {
      release()
    }
  })
}
