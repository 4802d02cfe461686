import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { depthwiseInputGradient } from './depthwiseInputGradient.ts'
import type { ConvGeometry, ImageShape } from './geometry.ts'
import { filtersIntoChannels, groupsIntoChannels, groupsOutOfChannels } from './groupsAsChannels.ts'

/**
 * The gradient of `groupDepthwiseConvolution` in its input: its adjoint.
 *
 * @param dy shape [B, h, w, C·multiplier]
 * @param filters shape [G, kh, kw, C, multiplier], B a multiple of G
 * @param inputShape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @throws PlanishError `model` where the batch is not made of G equal groups
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupDepthwiseInputGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupDepthwiseInputGradient(tf.ones([4, 8, 8, 3]), tf.ones([2, 3, 3, 3, 1]), [4, 8, 8, 3], geometry).shape // [4, 8, 8, 3]
 * ```
 */
export function groupDepthwiseInputGradient(
  dy: Tensor,
  filters: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const groups = filters.shape[0] as number
    const [batch, height, width, channels] = inputShape as ImageShape
    const gradient = depthwiseInputGradient(
      groupsIntoChannels(dy, groups),
      filtersIntoChannels(filters),
      [batch / groups, height, width, groups * channels],
      geometry,
    )
    return groupsOutOfChannels(gradient, groups)
  })
}
