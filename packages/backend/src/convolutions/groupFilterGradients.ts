import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { expandDims, reshape, stack } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import { examplesOfGroups } from './eachGroup.ts'
import type { ConvGeometry } from './geometry.ts'
import { filtersGroupByGroup, groupsAtATime, groupWork } from './groupWork.ts'
import { inChunks } from './inChunks.ts'
import { patches } from './patches.ts'

/**
 * A convolution's gradient in its filter for each group of consecutive examples: example i is in group ⌊i/m⌋,
 * m = B/G.
 *
 * @param x shape [B, H, W, C]
 * @param dy shape [B, h, w, O]
 * @param groups G, of which B is a multiple
 * @param kernelSize [kh, kw]
 * @returns shape [G, kh, kw, C, O]
 * @throws PlanishError `model` where the batch is not made of `groups` equal groups
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { groupFilterGradients } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * groupFilterGradients(tf.ones([4, 8, 8, 3]), tf.ones([4, 8, 8, 5]), 2, [3, 3], geometry).shape // [2, 3, 3, 3, 5]
 * ```
 */
export function groupFilterGradients(
  x: Tensor,
  dy: Tensor,
  groups: number,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const [channels, outChannels] = [x.shape[3] as number, dy.shape[3] as number]
    const work = groupWork(x.shape, groups, [...kernelSize, outChannels], geometry)
    if (groups === 1) return expandDims(convolutionFilterGradient(x, dy, kernelSize, geometry))
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
