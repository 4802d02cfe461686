import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, getBackend, reshape, squeeze, stack, transpose } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { convolutionInputGradient } from './convolutionInputGradient.ts'
import { eachGroup } from './eachGroup.ts'
import type { ConvGeometry, ImageShape } from './geometry.ts'
import { type GroupWork, groupByGroup, groupWork } from './groupWork.ts'
import { kernelSizeOf } from './kernelSize.ts'
import { patchesAdjoint } from './patchesAdjoint.ts'

/** dy·filterᵀ for each group: the gradient in its patches. */
function inPatches(dy: Tensor, filters: Tensor, { windows, elements, outChannels }: GroupWork): Tensor {
  const groups = filters.shape[0] as number
  const cotangents = reshape(dy, [groups, windows, outChannels])
  const matrices = reshape(filters, [groups, elements, outChannels])
  if (getBackend() !== 'wasm') return matMul(cotangents, matrices, false, true)
  // One by one, and such that what is transposed, and packed by wasm's product, is the small cotangent.
  const products = eachGroup(transpose(cotangents, [0, 2, 1]), matrices, (cotangent, matrix) =>
    matMul(matrix, squeeze(cotangent, [0])),
  )
  return transpose(stack(products), [0, 2, 1])
}

/** On wasm turning a filter round costs more than all else where the filter is wider than the map. */
const throughPatches = (work: GroupWork): boolean =>
  !groupByGroup(work) || (getBackend() === 'wasm' && work.windows < 2 * work.outChannels)

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
    const [groups, outChannels] = [filters.shape[0] as number, filters.shape[4] as number]
    const kernelSize = kernelSizeOf(filters)
    const work = groupWork(inputShape, groups, [...kernelSize, outChannels], geometry)
    if (groups === 1) return convolutionInputGradient(dy, squeeze(filters, [0]), inputShape, geometry)
    if (throughPatches(work)) {
      return patchesAdjoint(inPatches(dy, filters, work), inputShape, kernelSize, geometry)
    }
    const [batch, height, width, channels] = inputShape as ImageShape
    return concat(
      eachGroup(dy, filters, (cotangent, filter) =>
        convolutionInputGradient(cotangent, filter, [batch / groups, height, width, channels], geometry),
      ),
    )
  })
}
