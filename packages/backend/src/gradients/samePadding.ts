import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { backend_util, Conv2D, DepthwiseConv2dNative } from '@tensorflow/tfjs-core'
import type { Paddings } from './explicitPadding.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

type Shape4D = [number, number, number, number]

/** The zeros that "same" padding adds; channels last. */
function samePaddings(x: Tensor, filter: Tensor, { strides, dilations }: NamedAttrMap): Paddings {
  const { padInfo } = backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    filter.shape as Shape4D,
    strides as number,
    (dilations ?? 1) as number,
    'same',
  )
  return [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ]
}

/**
 * wasm leaves "same" padding to XNNPACK, which subtracts without looking: where a filter is so much shorter than its
 * stride that no padding is needed along an axis, the windows are moved along it. Told how many zeros to add it is
 * right.
 */
const withSamePadding = (kernelName: string): SuppliedKernel => ({
  kernelName,
  backends: ['wasm'],
  compute: (inputs, attributes, original) => {
    const { x, filter } = inputs as { x: Tensor; filter: Tensor }
    if (attributes.pad !== 'same' || attributes.dataFormat === 'NCHW') return original(inputs)
    return original(inputs, { ...attributes, pad: samePaddings(x, filter, attributes) })
  },
})

export const conv2dKernel = withSamePadding(Conv2D)
export const depthwiseConv2dKernel = withSamePadding(DepthwiseConv2dNative)
