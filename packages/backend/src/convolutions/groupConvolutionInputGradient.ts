import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { squeeze } from '@tensorflow/tfjs-core'
import { convolutionInputGradient } from './convolutionInputGradient.ts'
import type { ConvGeometry } from './geometry.ts'
import { runGroupInputGradient } from './groupOperations.ts'
import { groupSize } from './groups.ts'

/**
 * The gradient of `groupConvolution` in its input, ∂⟨dy, groupConvolution(x, filters)⟩/∂x: its adjoint.
 *
 * @param dy shape [B, h, w, O]
 * @param filters shape [G, kh, kw, C, O], B a multiple of G
 * @param inputShape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @throws PlanishError `model` where the batch is not made of G equal groups
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupConvolutionInputGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupConvolutionInputGradient(tf.ones([4, 8, 8, 5]), tf.ones([2, 3, 3, 3, 5]), [4, 8, 8, 3], geometry).shape // [4, 8, 8, 3]
 * ```
 */
export function groupConvolutionInputGradient(
  dy: Tensor,
  filters: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  const groups = filters.shape[0] as number
  groupSize(inputShape[0] as number, groups)
  if (groups > 1) return runGroupInputGradient(dy, filters, inputShape, geometry)
  return tidy(() => convolutionInputGradient(dy, squeeze(filters, [0]), inputShape, geometry))
}
