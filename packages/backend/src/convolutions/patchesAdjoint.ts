import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape, slice } from '@tensorflow/tfjs-core'
import { addAll } from '../addAll.ts'
import { insertZeros, shifted } from '../gradients/axes.ts'
import { spatialAxes } from '../gradients/convolution.ts'
import { type ConvGeometry, type ImageShape, windowsOn } from './geometry.ts'

/**
 * The adjoint of `patches`: every row's elements are added to the pixels that they were read from, so that
 * ⟨patches(x), u⟩ = ⟨x, patchesAdjoint(u)⟩.
 *
 * @param u shape [B, P, kh·kw·C]
 * @param inputShape [B, H, W, C]
 * @param kernelSize [kh, kw]
 * @returns shape [B, H, W, C]
 * @throws PlanishError `model` where the kernel does not fit into the map
 */
export function patchesAdjoint(
  u: Tensor,
  inputShape: readonly number[],
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const windows = windowsOn(inputShape, kernelSize, geometry)
    const [batch, height, width, channels] = inputShape as ImageShape
    const { outputs, strides, dilations, padding } = windows
    const rows = reshape(u, [batch, ...outputs, -1])
    const places = Array.from({ length: kernelSize[0] * kernelSize[1] }, (_, place) => {
      const [row, column] = [Math.floor(place / kernelSize[1]), place % kernelSize[1]]
      const element = slice(rows, [0, 0, 0, place * channels], [-1, -1, -1, channels])
      const apart = strides.reduce((tensor, stride, d) => insertZeros(tensor, d + 1, stride), element)
      return shifted(
        apart,
        spatialAxes(windows),
        [row, column].map((index, d) => index * (dilations[d] as number) - (padding[d] as number)),
        [height, width],
      )
    })
    return addAll(places)
  })
}
