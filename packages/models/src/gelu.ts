import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/**
 * x·Φ(x) = x/2 · (1 + erf(x/√2)), elementwise: the Gaussian error linear unit (Hendrycks & Gimpel 2016) by its
 * definition, as PyTorch's default; not the approximation by tanh, which is Flax's.
 *
 * @example
 * ```ts
 * import { gelu } from '@planish/models'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * gelu(tf.tensor1d([-1, 0, 1])) // −0.1587, 0, 0.8413
 * ```
 */
export const gelu = (x: Tensor): Tensor =>
  tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))))
