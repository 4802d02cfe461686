import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { groupSize } from './groups.ts'
import { kernelSizeOf } from './kernelSize.ts'
import { patches } from './patches.ts'

/**
 * A convolution in which every group of consecutive examples has a filter of its own: example i is in group ⌊i/m⌋,
 * m = B/G.
 *
 * @param x shape [B, H, W, C]
 * @param filters shape [G, kh, kw, C, O], B a multiple of G
 * @returns shape [B, h, w, O]
 * @throws PlanishError `model` where the batch is not made of G equal groups
 */
export function groupConvolution(x: Tensor, filters: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const [batch, groups] = [x.shape[0] as number, filters.shape[0] as number]
    groupSize(batch, groups)
    const [channels, outChannels] = filters.shape.slice(-2) as [number, number]
    const kernelSize = kernelSizeOf(filters)
    const elements = kernelSize[0] * kernelSize[1] * channels
    const outputs = matMul(
      reshape(patches(x, kernelSize, geometry), [groups, -1, elements]),
      reshape(filters, [groups, elements, outChannels]),
    )
    return reshape(outputs, [batch, ...windowsOn(x.shape, kernelSize, geometry).outputs, outChannels])
  })
}
