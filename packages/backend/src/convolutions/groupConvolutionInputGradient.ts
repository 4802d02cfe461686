import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import type { ConvGeometry } from './geometry.ts'
import { groupSize } from './groups.ts'
import { kernelSizeOf } from './kernelSize.ts'
import { patchesAdjoint } from './patchesAdjoint.ts'

/**
 * The gradient of `groupConvolution` in its input, ∂⟨dy, groupConvolution(x, filters)⟩/∂x: its adjoint.
 *
 * @param dy shape [B, h, w, O]
 * @param filters shape [G, kh, kw, C, O], B a multiple of G
 * @param inputShape [B, H, W, C]
 * @returns shape [B, H, W, C]
 * @throws PlanishError `model` where the batch is not made of G equal groups
 */
export function groupConvolutionInputGradient(
  dy: Tensor,
  filters: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const [batch, groups] = [dy.shape[0] as number, filters.shape[0] as number]
    groupSize(batch, groups)
    const outChannels = filters.shape[4] as number
    const u = matMul(
      reshape(dy, [groups, -1, outChannels]),
      reshape(filters, [groups, -1, outChannels]),
      false,
      true,
    )
    return patchesAdjoint(u, inputShape, kernelSizeOf(filters), geometry)
  })
}
