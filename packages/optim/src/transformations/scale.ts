import type { Tree } from '@planish/core'
import { tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { stateless } from '../state.ts'
import type { GradientTransformation } from './transformation.ts'

/**
 * factor · u (`optax.scale`).
 *
 * @example
 * ```ts
 * import { scale } from '@planish/optim'
 *
 * const descend = scale(-0.1)
 * ```
 */
export const scale = (factor: number): GradientTransformation<readonly []> => ({
  init: () => stateless,
  update: <U extends Tree>(updates: U, state: readonly []) => ({
    updates: tree.map<U>(updates, leaf => tf.mul(leaf, factor)),
    state,
  }),
})
