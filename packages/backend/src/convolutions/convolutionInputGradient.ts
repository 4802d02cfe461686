import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { Conv2DBackpropInput, engine } from '@tensorflow/tfjs-core'
import { inputGradient } from '../gradients/convolution.ts'
import { type ConvGeometry, isDilated, windowsOn } from './geometry.ts'
import { kernelSizeOf } from './kernelSize.ts'

/**
 * A convolution's gradient in its input, ∂⟨dy, convolution(x, filter)⟩/∂x.
 *
 * @param dy shape [B, h, w, O]
 * @param filter shape [kh, kw, C, O]
 * @param inputShape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { convolutionInputGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * convolutionInputGradient(tf.ones([2, 8, 8, 4]), tf.ones([3, 3, 3, 4]), [2, 8, 8, 3], geometry).shape // [2, 8, 8, 3]
 * ```
 */
export function convolutionInputGradient(
  dy: Tensor,
  filter: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const windows = windowsOn(inputShape, kernelSizeOf(filter), geometry)
    if (isDilated(geometry)) return inputGradient(dy, filter, windows)
    const { strides, padding: pad } = geometry
    return engine().runKernel<Tensor>(
      Conv2DBackpropInput,
      { dy, filter },
      { strides: [...strides], pad, dataFormat: 'NHWC', inputShape: [...inputShape] },
    )
  })
}
