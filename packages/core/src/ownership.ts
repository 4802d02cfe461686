import type { TensorContainer } from '@tensorflow/tfjs-core'
import { Tensor, tidy as tfTidy } from '@tensorflow/tfjs-core'
import type { Leaf, Tree } from './tree.ts'
import { leaves } from './tree.ts'

/**
 * `tf.tidy` for results of any type: frees every tensor that `f` makes but those in what it returns.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { tidy } from '@planish/core'
 *
 * const { sum } = tidy(() => ({ sum: tf.sum(tf.square(tf.ones([3]))), of: 3 }))
 * ```
 */
export const tidy = <A>(f: () => A): A => tfTidy(f as () => TensorContainer) as A

/**
 * Frees every tensor of a tree; numbers are passed over.
 *
 * The rule everywhere in Planish: inputs are never consumed, what a function returns belongs to its caller,
 * all else is freed inside. Synchronous code uses {@link tidy}; this is for what a caller is done with.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { disposeTree } from '@planish/core'
 *
 * const params = { kernel: tf.zeros([2, 2]) }
 * disposeTree(params)
 * ```
 */
export function disposeTree(tree: Tree<Leaf>): void {
  for (const leaf of leaves(tree)) if (leaf instanceof Tensor) leaf.dispose()
}

/**
 * {@link tidy} for code that awaits: whatever is passed through `own` is freed when `f` ends, also when it throws.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { scoped } from '@planish/core'
 *
 * const sum = await scoped(async own => (await own(tf.sum(own(tf.ones([3])))).data())[0]) // 3
 * ```
 */
export async function scoped<A>(f: (own: <T extends Tree<Leaf>>(tree: T) => T) => Promise<A>): Promise<A> {
  const owned: Tree<Leaf>[] = []
  try {
    return await f(tree => {
      owned.push(tree)
      return tree
    })
  } finally {
    for (const tree of owned) disposeTree(tree)
  }
}
