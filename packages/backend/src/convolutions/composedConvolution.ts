import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, reshape } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { convolution } from './convolution.ts'
import { eachGroup } from './eachGroup.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { groupByGroup, groupsAtATime, groupWork } from './groupWork.ts'
import { inChunks } from './inChunks.ts'
import { kernelSizeOf } from './kernelSize.ts'
import { patches } from './patches.ts'

/** {@link groupConvolution} put together from other operations, for more than one group. */
export function composedConvolution(x: Tensor, filters: Tensor, geometry: ConvGeometry): Tensor {
  return tidy(() => {
    const [groups, outChannels] = [filters.shape[0] as number, filters.shape[4] as number]
    const kernelSize = kernelSizeOf(filters)
    const work = groupWork(x.shape, groups, [...kernelSize, outChannels], geometry)
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
