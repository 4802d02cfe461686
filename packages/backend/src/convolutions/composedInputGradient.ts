import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { concat, getBackend, reshape, reverse, squeeze, stack, transpose } from '@tensorflow/tfjs-core'
import { spreadCotangent, type Windows } from '../gradients/convolution.ts'
import { matMul } from '../matMul.ts'
import { addToPixels } from './addToPixels.ts'
import { composedConvolution } from './composedConvolution.ts'
import { convolutionInputGradient } from './convolutionInputGradient.ts'
import { eachGroup } from './eachGroup.ts'
import { type ConvGeometry, type ImageShape, windowsOn } from './geometry.ts'
import { type GroupWork, groupByGroup, groupsAtATime, groupWork } from './groupWork.ts'
import { inChunks } from './inChunks.ts'
import { kernelSizeOf } from './kernelSize.ts'

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
 * Whether filters are little beside the maps, so that a convolution of the cotangent with the filters turned round is
 * less work than adding patches up (32² of 16 channels, batch 32: 7.8 and 11.2 ms).
 */
const littleFilters = ({ windows, outChannels }: GroupWork, { strides }: ConvGeometry): boolean =>
  strides.every(stride => stride === 1) && windows >= 16 * outChannels && getBackend() !== 'wasm'

/** The gradient as a convolution, for stride 1. */
function asConvolution(dy: Tensor, filters: Tensor, windows: Windows, geometry: ConvGeometry): Tensor {
  const [groups, height, width, channels, outChannels] = filters.shape as [number, ...ImageShape]
  // In four axes and in three: WebGPU's kernel reverses no more than four.
  const reversed = reverse(reshape(filters, [groups, height, width, channels * outChannels]), [1, 2])
  const turned = transpose(reshape(reversed, [-1, channels, outChannels]), [0, 2, 1])
  return composedConvolution(
    spreadCotangent(dy, windows),
    reshape(turned, [groups, height, width, outChannels, channels]),
    { ...geometry, padding: 'valid' },
  )
}

/** {@link groupConvolutionInputGradient} put together from other operations, for more than one group. */
export function composedInputGradient(
  dy: Tensor,
  filters: Tensor,
  inputShape: readonly number[],
  geometry: ConvGeometry,
): Tensor {
  return tidy(() => {
    const [groups, outChannels] = [filters.shape[0] as number, filters.shape[4] as number]
    const kernelSize = kernelSizeOf(filters)
    const work = groupWork(inputShape, groups, [...kernelSize, outChannels], geometry)
    const [batch, ...image] = inputShape as ImageShape
    if (!throughPatches(work)) {
      const shape = [batch / groups, ...image]
      return concat(
        eachGroup(dy, filters, (cotangent, filter) =>
          convolutionInputGradient(cotangent, filter, shape, geometry),
        ),
      )
    }
    const windows = windowsOn(inputShape, kernelSize, geometry)
    if (littleFilters(work, geometry)) return asConvolution(dy, filters, windows, geometry)
    return inChunks([dy, filters], groups, groupsAtATime(work), (cotangents, own) =>
      addToPixels(inPatches(cotangents, own, work), [cotangents.shape[0] as number, ...image], windows),
    )
  })
}
