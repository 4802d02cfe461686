import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { padInput } from '../gradients/convolution.ts'
import { depthwiseConvolve } from '../gradients/depthwiseConv2d.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { kernelSizeOf } from './kernelSize.ts'

/**
 * A convolution of each channel by itself, of any geometry: `tf.depthwiseConv2d` refuses strides and dilations
 * together.
 *
 * @param x shape [B, H, W, C]
 * @param filter shape [kh, kw, C, multiplier]
 * @returns shape [B, h, w, C·multiplier]
 * @throws PlanishError `model` where the kernel does not fit into the map
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { depthwiseConvolution } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * depthwiseConvolution(tf.ones([2, 8, 8, 3]), tf.ones([3, 3, 3, 2]), geometry).shape // [2, 8, 8, 6]
 * ```
 */
export function depthwiseConvolution(x: Tensor, filter: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const windows = windowsOn(x.shape, kernelSizeOf(filter), geometry)
    const { strides, dilations, padding } = geometry
    if (strides.every(stride => stride === 1) || dilations.every(rate => rate === 1)) {
      return depthwiseConvolve(x, filter, strides, dilations, padding)
    }
    return depthwiseConvolve(padInput(x, windows), filter, strides, dilations)
  })
}
