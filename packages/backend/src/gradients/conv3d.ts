import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { backend_util, Conv3DBackpropFilterV2, Conv3DBackpropInputV2 } from '@tensorflow/tfjs-core'
import { filterGradient, inputGradient, type Windows, windows3d } from './convolution.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

type Shape5D = [number, number, number, number, number]

function windowsOf(inputShape: number[], filterShape: number[], attributes: NamedAttrMap): Windows {
  const { strides, pad } = attributes as { strides: number | [number, number, number]; pad: 'same' | 'valid' }
  return windows3d(
    backend_util.computeConv3DInfo(inputShape as Shape5D, filterShape as Shape5D, strides, 1, pad),
  )
}

/** wasm's own leaves out the last window when the stride does not divide the input. */
export const conv3dBackpropFilter: SuppliedKernel = {
  kernelName: Conv3DBackpropFilterV2,
  backends: ['wasm'],
  compute: ({ x, dy }, attributes) =>
    filterGradient(
      x as Tensor,
      dy as Tensor,
      windowsOf((x as Tensor).shape, attributes.filterShape as number[], attributes),
    ),
}

/** wasm's own takes windows for others along the depth. */
export const conv3dBackpropInput: SuppliedKernel = {
  kernelName: Conv3DBackpropInputV2,
  backends: ['wasm'],
  compute: ({ dy, filter }, attributes) =>
    inputGradient(
      dy as Tensor,
      filter as Tensor,
      windowsOf(attributes.inputShape as number[], (filter as Tensor).shape, attributes),
    ),
}
