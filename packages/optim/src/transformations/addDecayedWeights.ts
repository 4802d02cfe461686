import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { stateless } from '../state.ts'
import type { GradientTransformation } from './transformation.ts'

/**
 * u + λ w (`optax.add_decayed_weights`). Before the learning rate it decays the weights; before momentum, as
 * in {@link sgd}, it is the gradient of λ/2 ‖w‖². Either way outside the loss, so SAM does not perturb it.
 *
 * @example
 * ```ts
 * import { addDecayedWeights } from '@planish/optim'
 *
 * const decay = addDecayedWeights(5e-4)
 * ```
 */
export const addDecayedWeights = (weightDecay: number): GradientTransformation<readonly []> => ({
  init: () => stateless,
  update: <U extends Tree>(updates: U, state: readonly [], params: U) => ({
    updates: tidy(() =>
      tree.map2<U>(updates, params, (u, w) =>
        weightDecay === 0 ? tf.clone(u) : tf.add(u, tf.mul(w, weightDecay)),
      ),
    ),
    state,
  }),
})
