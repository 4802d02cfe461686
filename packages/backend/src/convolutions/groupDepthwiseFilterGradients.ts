import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { depthwiseFilterGradient } from './depthwiseFilterGradient.ts'
import type { ConvGeometry } from './geometry.ts'
import { filtersOutOfChannels, groupsIntoChannels } from './groupsAsChannels.ts'

/**
 * A depthwise convolution's gradient in its filter for each group of consecutive examples.
 *
 * @param x shape [B, H, W, C]
 * @param dy shape [B, h, w, C·multiplier]
 * @param groups G, of which B is a multiple
 * @param kernelSize [kh, kw]
 * @returns shape [G, kh, kw, C, multiplier]
 * @throws PlanishError `model` where the batch is not made of `groups` equal groups
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupDepthwiseFilterGradients } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupDepthwiseFilterGradients(tf.ones([4, 8, 8, 3]), tf.ones([4, 8, 8, 3]), 2, [3, 3], geometry).shape // [2, 3, 3, 3, 1]
 * ```
 */
export function groupDepthwiseFilterGradients(
  x: Tensor,
  dy: Tensor,
  groups: number,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const gradient = depthwiseFilterGradient(
      groupsIntoChannels(x, groups),
      groupsIntoChannels(dy, groups),
      kernelSize,
      geometry,
    )
    return filtersOutOfChannels(gradient, groups)
  })
}
