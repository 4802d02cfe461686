import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { reshaped } from './byGroup.ts'

/** Values of each group, with what the gradients of several parameters need of them, computed once. */
export interface GroupValues {
  /** [G, n], or [G, T, n] with T positions to a group. */
  readonly values: Tensor
  /** Σ v² of each group, [G]. */
  readonly squaredNorms: () => Tensor
  /** c_g v of each group g, c of shape [G, 1]. */
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
        const factors = reshaped(scale, [values.shape[0] as number, ...ownAxes.map(() => 1)])
        scaled = { by: scale, product: tf.mul(values, factors) }
      }
      return scaled.product
    },
  }
}
