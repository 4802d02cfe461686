import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { depthwiseConvolution } from './depthwiseConvolution.ts'
import type { ConvGeometry } from './geometry.ts'
import { filtersIntoChannels, groupsIntoChannels, groupsOutOfChannels } from './groupsAsChannels.ts'

/**
 * A depthwise convolution in which every group of consecutive examples has a filter of its own: one depthwise
 * convolution with the groups among the channels.
 *
 * @param x shape [B, H, W, C]
 * @param filters shape [G, kh, kw, C, multiplier], B a multiple of G
 * @returns shape [B, h, w, C·multiplier]
 * @throws PlanishError `model` where the batch is not made of G equal groups
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupDepthwiseConvolution } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupDepthwiseConvolution(tf.ones([4, 8, 8, 3]), tf.ones([2, 3, 3, 3, 1]), geometry).shape // [4, 8, 8, 3]
 * ```
 */
export function groupDepthwiseConvolution(x: Tensor, filters: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const groups = filters.shape[0] as number
    const outputs = depthwiseConvolution(
      groupsIntoChannels(x, groups),
      filtersIntoChannels(filters),
      geometry,
    )
    return groupsOutOfChannels(outputs, groups)
  })
}
