import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { expandDims } from '@tensorflow/tfjs-core'
import { convolutionFilterGradient } from './convolutionFilterGradient.ts'
import type { ConvGeometry } from './geometry.ts'
import { runGroupFilterGradients } from './groupOperations.ts'
import { groupSize } from './groups.ts'

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
  groupSize(x.shape[0] as number, groups)
  if (groups > 1) return runGroupFilterGradients(x, dy, groups, kernelSize, geometry)
  return tidy(() => expandDims(convolutionFilterGradient(x, dy, kernelSize, geometry)))
}
