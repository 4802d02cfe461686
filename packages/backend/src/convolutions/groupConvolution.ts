import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { squeeze } from '@tensorflow/tfjs-core'
import { convolution } from './convolution.ts'
import type { ConvGeometry } from './geometry.ts'
import { runGroupConvolution } from './groupOperations.ts'
import { groupSize } from './groups.ts'

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
  const groups = filters.shape[0] as number
  groupSize(x.shape[0] as number, groups)
  if (groups === 1) return tidy(() => convolution(x, squeeze(filters, [0]), geometry))
  return runGroupConvolution(x, filters, geometry)
}
