import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { DepthwiseConv2dNativeBackpropInput, engine } from '@tensorflow/tfjs-core'
import { depthwiseInputGradientOf } from '../gradients/depthwiseConv2d.ts'
import { type ConvGeometry, isDilated, windowsOn } from './geometry.ts'
import { kernelSizeOf } from './kernelSize.ts'

/**
 * A depthwise convolution's gradient in its input.
 *
 * @param dy shape [B, h, w, C·multiplier]
 * @param filter shape [kh, kw, C, multiplier]
 * @param inputShape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { depthwiseInputGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * depthwiseInputGradient(tf.ones([2, 8, 8, 6]), tf.ones([3, 3, 3, 2]), [2, 8, 8, 3], geometry).shape // [2, 8, 8, 3]
 * ```
 */
export function depthwiseInputGradient(
  dy: Tensor,
  filter: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const windows = windowsOn(inputShape, kernelSizeOf(filter), geometry)
    if (isDilated(geometry)) return depthwiseInputGradientOf(dy, filter, windows)
    const { strides, padding: pad } = geometry
    return engine().runKernel<Tensor>(
      DepthwiseConv2dNativeBackpropInput,
      { dy, filter },
      { strides: [...strides], pad, dilations: [1, 1], inputShape: [...inputShape] },
    )
  })
}
