import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, reshape, squeeze } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { convolution } from './convolution.ts'
import { eachGroup } from './eachGroup.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { groupByGroup, groupsAtATime, groupWork } from './groupWork.ts'
import { inChunks } from './inChunks.ts'
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
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupConvolution } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupConvolution(tf.ones([4, 8, 8, 3]), tf.ones([2, 3, 3, 3, 5]), geometry).shape // [4, 8, 8, 5]
 * ```
 */
export function groupConvolution(x: Tensor, filters: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const [groups, outChannels] = [filters.shape[0] as number, filters.shape[4] as number]
    const kernelSize = kernelSizeOf(filters)
    const work = groupWork(x.shape, groups, [...kernelSize, outChannels], geometry)
    if (groups === 1) return convolution(x, squeeze(filters, [0]), geometry)
    if (groupByGroup(work)) {
      return concat(eachGroup(x, filters, (examples, filter) => convolution(examples, filter, geometry)))
    }
    const { outputs } = windowsOn(x.shape, kernelSize, geometry)
    return inChunks([x, filters], groups, groupsAtATime(work), (examples, own) => {
      const products = matMul(
        reshape(patches(examples, kernelSize, geometry), [-1, work.windows, work.elements]),
        reshape(own, [-1, work.elements, outChannels]),
      )
      return reshape(products, [-1, ...outputs, outChannels])
    })
  })
}
