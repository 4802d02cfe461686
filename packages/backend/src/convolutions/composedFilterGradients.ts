import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape, stack } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import { examplesOfGroups } from './eachGroup.ts'
import type { ConvGeometry } from './geometry.ts'
import { filtersGroupByGroup, groupsAtATime, groupWork } from './groupWork.ts'
import { inChunks } from './inChunks.ts'
import { patches } from './patches.ts'

/** {@link groupFilterGradients} put together from other operations, for more than one group. */
export function composedFilterGradients(
  x: Tensor,
  dy: Tensor,
  groups: number,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const [channels, outChannels] = [x.shape[3] as number, dy.shape[3] as number]
    const work = groupWork(x.shape, groups, [...kernelSize, outChannels], geometry)
    if (filtersGroupByGroup(work)) {
      const cotangents = examplesOfGroups(dy, groups)
      return stack(
        examplesOfGroups(x, groups).map((examples, group) =>
          convolutionFilterGradient(examples, cotangents[group] as Tensor, kernelSize, geometry),
        ),
      )
    }
    return inChunks([x, dy], groups, groupsAtATime(work), (examples, cotangents) => {
      const gradients = matMul(
        reshape(patches(examples, kernelSize, geometry), [-1, work.windows, work.elements]),
        reshape(cotangents, [-1, work.windows, outChannels]),
        true,
        false,
      )
      return reshape(gradients, [-1, ...kernelSize, channels, outChannels])
    })
  })
}
