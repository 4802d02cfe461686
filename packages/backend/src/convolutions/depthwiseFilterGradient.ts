import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { DepthwiseConv2dNativeBackpropFilter, engine } from '@tensorflow/tfjs-core'
import { depthwiseFilterGradientOf } from '../gradients/depthwiseConv2d.ts'
import { type ConvGeometry, isDilated, windowsOn } from './geometry.ts'

/**
 * A depthwise convolution's gradient in its filter, of the whole batch.
 *
 * @param x shape [B, H, W, C]
 * @param dy shape [B, h, w, C·multiplier]
 * @param kernelSize [kh, kw]
 * @returns shape [kh, kw, C, multiplier]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { depthwiseFilterGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * depthwiseFilterGradient(tf.ones([2, 8, 8, 3]), tf.ones([2, 8, 8, 6]), [3, 3], geometry).shape // [3, 3, 3, 2]
 * ```
 */
export function depthwiseFilterGradient(
  x: Tensor,
  dy: Tensor,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const windows = windowsOn(x.shape, kernelSize, geometry)
    const channels = x.shape[3] as number
    const filterShape = [...kernelSize, channels, (dy.shape[3] as number) / channels]
    if (isDilated(geometry)) return depthwiseFilterGradientOf(x, dy, windows, filterShape)
    const { strides, padding: pad } = geometry
    return engine().runKernel<Tensor>(
      DepthwiseConv2dNativeBackpropFilter,
      { x, dy },
      { strides: [...strides], pad, dilations: [1, 1], filterShape },
    )
  })
}
