import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { convolve, padInput } from '../gradients/convolution.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { kernelSizeOf } from './kernelSize.ts'

/**
 * A convolution (a cross-correlation, as everywhere in the field), of any geometry: `tf.conv2d` refuses strides
 * and dilations together.
 *
 * @param x shape [B, H, W, C]
 * @param filter shape [kh, kw, C, O]
 * @returns shape [B, h, w, O]
 * @throws PlanishError `model` where the kernel does not fit into the map
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { convolution } from '@planish/backend'
 *
 * const geometry = { strides: [2, 2], dilations: [1, 1], padding: 'same' } as const
 * convolution(tf.ones([1, 8, 8, 3]), tf.ones([3, 3, 3, 4]), geometry).shape // [1, 4, 4, 4]
 * ```
 */
export function convolution(x: Tensor, filter: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const windows = windowsOn(x.shape, kernelSizeOf(filter), geometry)
    const { strides, dilations, padding } = geometry
    if (strides.every(stride => stride === 1) || dilations.every(rate => rate === 1)) {
      return convolve(x, filter, strides, dilations, padding)
    }
    return convolve(padInput(x, windows), filter, strides, dilations)
  })
}
