import { PlanishError } from '@planish/core'
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, engine } from '@tensorflow/tfjs-core'
import { filterGradient, inputGradient } from './convolution.ts'
import { filterBackprop, inputBackprop, windows2dOf } from './convolutionKernels.ts'

const windowsOf = windows2dOf(false)

/**
 * wasm lacks it. On native oneDNN's writes past its memory for a strided 1×1 convolution of one example and at most
 * eight channels (TensorFlow 2.18 to 2.21).
 */
export const conv2dBackpropFilter = filterBackprop(Conv2DBackpropFilter, {
  windowsOf,
  gradient: filterGradient,
  notNative: ({ kernel }) => kernel.every(length => length === 1),
})

/** wasm's own is plain loops; its convolution, which has vector instructions, is 2 to 14 times as fast. */
export const conv2dBackpropInput = inputBackprop(Conv2DBackpropInput, { windowsOf, gradient: inputGradient })

/** tfjs's rule, which refuses dilations, with them. */
export const conv2dGradient: GradConfig = {
  kernelName: Conv2D,
  inputsToSave: ['x', 'filter'],
  gradFunc: (cotangent, saved, attributes) => {
    const dy = cotangent as Tensor
    const [x, filter] = saved as [Tensor, Tensor]
    const { dilations, ...shared } = attributes
    if ([dilations].flat().every(rate => rate === 1)) {
      return {
        x: () => engine().runKernel(Conv2DBackpropInput, { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () =>
          engine().runKernel(Conv2DBackpropFilter, { x, dy }, { ...shared, filterShape: filter.shape }),
      }
    }
    if (shared.dataFormat !== 'NHWC') {
      throw new PlanishError(
        'model',
        `the gradient of a dilated convolution takes channels last, not ${String(shared.dataFormat)}`,
        'transpose the images to NHWC',
      )
    }
    const windows = windowsOf(x.shape, filter.shape, attributes)
    return {
      x: () => inputGradient(dy, filter, windows),
      filter: () => filterGradient(x, dy, windows),
    }
  },
}
