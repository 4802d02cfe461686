import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { addToPixels } from './addToPixels.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'

/**
 * The adjoint of `patches`: every row's elements are added to the pixels that they were read from, so that
 * ⟨patches(x), u⟩ = ⟨x, patchesAdjoint(u)⟩.
 *
 * @param u shape [B, P, kh·kw·C]
 * @param inputShape [B, H, W, C]
 * @param kernelSize [kh, kw]
 * @returns shape [B, H, W, C]
 * @throws PlanishError `model` where the kernel does not fit into the map
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { patchesAdjoint } from '@planish/backend'
 *
 * const geometry = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const
 * patchesAdjoint(tf.ones([2, 64, 27]), [2, 8, 8, 3], [3, 3], geometry).shape // [2, 8, 8, 3]
 * ```
 */
export function patchesAdjoint(
  u: Tensor,
  inputShape: readonly number[],
  kernelSize: readonly [number, number],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => addToPixels(u, inputShape, windowsOn(inputShape, kernelSize, geometry)))
}
