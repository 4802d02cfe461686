import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import type { ConvGeometry, ImageShape } from './geometry.ts'
import { groupSize } from './groups.ts'
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
 */
export function groupFilterGradients(
  x: Tensor,
  dy: Tensor,
  groups: number,
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const [batch, , , channels] = x.shape as ImageShape
    groupSize(batch, groups)
    const outChannels = dy.shape[3] as number
    const elements = kernelSize[0] * kernelSize[1] * channels
    const gradients = matMul(
      reshape(patches(x, kernelSize, geometry), [groups, -1, elements]),
      reshape(dy, [groups, -1, outChannels]),
      true,
      false,
    )
    return reshape(gradients, [groups, ...kernelSize, channels, outChannels])
  })
}
