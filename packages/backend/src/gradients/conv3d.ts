import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import { backend_util, Conv3DBackpropFilterV2, Conv3DBackpropInputV2 } from '@tensorflow/tfjs-core'
import { filterGradient, inputGradient, type Windows, windows3d } from './convolution.ts'
import { filterBackprop, inputBackprop } from './convolutionKernels.ts'

type Shape5D = [number, number, number, number, number]

function windowsOf(inputShape: number[], filterShape: number[], attributes: NamedAttrMap): Windows {
  const { strides, pad } = attributes as { strides: number | [number, number, number]; pad: 'same' | 'valid' }
  return windows3d(
    backend_util.computeConv3DInfo(inputShape as Shape5D, filterShape as Shape5D, strides, 1, pad),
  )
}

/** wasm's own leaves out the last window when the stride does not divide the input. */
export const conv3dBackpropFilter = filterBackprop(Conv3DBackpropFilterV2, {
  windowsOf,
  gradient: filterGradient,
})

/** wasm's own takes windows for others along the depth. */
export const conv3dBackpropInput = inputBackprop(Conv3DBackpropInputV2, {
  windowsOf,
  gradient: inputGradient,
})
