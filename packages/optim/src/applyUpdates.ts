import type { Tree } from '@planish/core'
import { tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'

/**
 * w + u, leaf by leaf (`optax.apply_updates`): new parameters, the caller's.
 *
 * @throws PlanishError `tree` where the two differ in structure or shape
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { applyUpdates } from '@planish/optim'
 *
 * applyUpdates({ w: tf.scalar(1) }, { w: tf.scalar(-0.1) }) // { w: 0.9 }
 * ```
 */
export const applyUpdates = <P extends Tree>(params: P, updates: Tree): P =>
  tree.map2<P>(params, updates, (w, u) => tf.add(w, u))
