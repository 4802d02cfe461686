import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { gather, reshape, tensor1d } from '@tensorflow/tfjs-core'
import { padInput, type Windows } from '../gradients/convolution.ts'
import { type ConvGeometry, type ImageShape, windowsOn } from './geometry.ts'

/** Where in the padded map, row by row, each window's elements lie. */
function seenPixels({ outputs, kernel, strides, dilations }: Windows, paddedWidth: number): Int32Array {
  const [height, width] = outputs as [number, number]
  const [kernelHeight, kernelWidth] = kernel as [number, number]
  const [down, across] = strides as [number, number]
  const [apartDown, apartAcross] = dilations as [number, number]
  const pixels = new Int32Array(height * width * kernelHeight * kernelWidth)
  let next = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let i = 0; i < kernelHeight; i++) {
        const start = (row * down + i * apartDown) * paddedWidth + column * across
        for (let j = 0; j < kernelWidth; j++) pixels[next++] = start + j * apartAcross
      }
    }
  }
  return pixels
}

/**
 * What each window of a convolution sees, as rows: multiplied by the kernel as a matrix, reshaped to
 * [kh·kw·C, O], they give the convolution.
 *
 * @param x shape [B, H, W, C]
 * @param kernelSize [kh, kw]
 * @returns shape [B, P, kh·kw·C], P the number of windows, row by row
 * @throws PlanishError `model` where the kernel does not fit into the map
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { patches } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'valid' } as const
 * patches(tf.ones([2, 5, 5, 3]), [3, 3], geometry).shape // [2, 9, 27]
 * ```
 */
export function patches(x: Tensor, kernelSize: readonly [number, number], geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const windows = windowsOn(x.shape, kernelSize, geometry)
    const [batch, , , channels] = x.shape as ImageShape
    const padded = padInput(x, windows)
    const pixels = seenPixels(windows, padded.shape[2] as number)
    const rows = gather(reshape(padded, [batch, -1, channels]), tensor1d(pixels, 'int32'), 1)
    return reshape(rows, [batch, -1, kernelSize[0] * kernelSize[1] * channels])
  })
}
