import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { Conv2DBackpropFilter, engine } from '@tensorflow/tfjs-core'
import { filterGradient } from '../gradients/convolution.ts'
import { type ConvGeometry, isDilated, windowsOn } from './geometry.ts'

/**
 * A convolution's gradient in its filter, ∂⟨dy, convolution(x, filter)⟩/∂filter, of the whole batch.
 *
 * @param x shape [B, H, W, C]
 * @param dy shape [B, h, w, O]
 * @param kernelSize [kh, kw]
 * @returns shape [kh, kw, C, O]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { convolutionFilterGradient } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * convolutionFilterGradient(tf.ones([2, 8, 8, 3]), tf.ones([2, 8, 8, 4]), [3, 3], geometry).shape // [3, 3, 3, 4]
 * ```
 */
export function convolutionFilterGradient(
  x: Tensor,
  dy: Tensor,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const windows = windowsOn(x.shape, kernelSize, geometry)
    if (isDilated(geometry)) return filterGradient(x, dy, windows)
    const { strides, padding: pad } = geometry
    const filterShape = [...kernelSize, x.shape[3] as number, dy.shape[3] as number]
    return engine().runKernel<Tensor>(
      Conv2DBackpropFilter,
      { x, dy },
      { strides: [...strides], pad, dataFormat: 'NHWC', filterShape },
    )
  })
}
