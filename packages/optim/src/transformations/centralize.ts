import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { stateless } from '../state.ts'
import type { GradientTransformation } from './transformation.ts'

const centred = (leaf: tf.Tensor): tf.Tensor => {
  if (leaf.rank < 2) return tf.clone(leaf)
  const others = leaf.shape.map((_, axis) => axis).slice(1)
  return tf.sub(leaf, tf.mean(leaf, others, true))
}

/**
 * Matrices and higher leaves less their mean over all axes but the first (`optax.centralize`, gradient
 * centralization; Yong et al. 2020). The paper's weights have the outputs first, ours [in, out] the inputs: as
 * optax does, this centres each input's row, where the paper centres the weights that lead to one output.
 *
 * @example
 * ```ts
 * import { centralize, chain, sgd } from '@planish/optim'
 *
 * const transformation = chain(centralize(), sgd({ learningRate: 0.1 }))
 * ```
 */
export const centralize = (): GradientTransformation<readonly []> => ({
  init: () => stateless,
  update: <U extends Tree>(updates: U, state: readonly []) => ({
    updates: tidy(() => tree.map<U>(updates, centred)),
    state,
  }),
})
