import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Values of each group, with what the gradients of several parameters need of them, computed once. */
export interface GroupValues {
  /** [G, n], or [G, T, n] with T positions to a group. */
  readonly values: Tensor
  /** Σ v² of each group, [G]. */
  readonly squaredNorms: () => Tensor
  /** c_g v of each group g, c of shape [G]. */
  readonly scaledBy: (scale: Tensor) => Tensor
}

/** {@link GroupValues} whose results live in the scope that asks for them first. */
export function groupValues(values: Tensor): GroupValues {
  const ownAxes = values.shape.slice(1)
  let norms: Tensor | undefined
  let scaled: { readonly by: Tensor; readonly product: Tensor } | undefined
  return {
    values,
    squaredNorms: () => {
      norms ??= tf.sum(
        tf.square(values),
        ownAxes.map((_, axis) => axis + 1),
      )
      return norms
    },
    scaledBy: scale => {
      if (scaled?.by !== scale) {
        const factors = tf.reshape(scale, [-1, ...ownAxes.map(() => 1)])
        scaled = { by: scale, product: tf.mul(values, factors) }
      }
      return scaled.product
    },
  }
}
