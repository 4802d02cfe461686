import { PlanishError } from '@planish/core'
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  engine,
  getBackend,
  reshape,
} from '@tensorflow/tfjs-core'
import { addToPixels } from '../convolutions/addToPixels.ts'
import { ownFilterGradient } from '../convolutions/ownFilterGradient.ts'
import { fusedProducts } from '../fused/fusedKernels.ts'
import { matMul } from '../matMul.ts'
import { filterGradient, inputGradient, type Windows } from './convolution.ts'
import { filterBackprop, inputBackprop, windows2dOf } from './convolutionKernels.ts'
import { withoutOneDnn } from './convolutionsWithoutOneDnn.ts'

const windowsOf = windows2dOf(false)

/** The gradient in each window's elements, dy·filterᵀ, added to the pixels that they see. */
function inputGradientByPatches(dy: Tensor, filter: Tensor, windows: Windows): Tensor {
  const [channels, outChannels] = filter.shape.slice(2) as [number, number]
  const inElements = matMul(reshape(dy, [-1, outChannels]), reshape(filter, [-1, outChannels]), false, true)
  return addToPixels(inElements, [dy.shape[0] as number, ...windows.inputs, channels], windows)
}

const ofOnePixel = ({ kernel }: Windows): boolean => kernel.every(length => length === 1)
const strided = ({ strides }: Windows): boolean => strides.some(stride => stride !== 1)

/**
 * wasm lacks it. On native oneDNN's writes past its memory for a strided 1×1 convolution of one example and at most
 * eight channels (TensorFlow 2.18 to 2.21): every 1×1 convolution is a product of matrices there, which is as fast or
 * faster. Planish's own kernel, where the binding has it, runs at the rate of a convolution, oneDNN's at little more
 * than half of that.
 */
export const conv2dBackpropFilter = filterBackprop(Conv2DBackpropFilter, {
  windowsOf,
  gradient: (x, dy, windows) => ownFilterGradient(x, dy, windows) ?? filterGradient(x, dy, windows),
  notNative: windows => ofOnePixel(windows) || fusedProducts() !== undefined,
})

/**
 * wasm's own is plain loops; its convolution, which has vector instructions, is 2 to 14 times as fast.
 *
 * On native a 1×1 convolution is a product of matrices here too (batch 16, 8² pixels, 64 → 128 channels, stride 2:
 * 0.5 → 0.3 ms). Without oneDNN native's own is slow where channels are many and pixels few, and otherwise a little
 * slower than a convolution of as much work, when the batch is large enough to make up for turning the filter round
 * (batch 16, 3×3 kernels, processor time in ms: 32² pixels of 64 channels 19.9 → 16.6, 8² of 256 28 → 16.5, 4² of 512
 * 113 → 27; 32² of 16 3.2 → 1.9, but 8² of 64 0.9 → 1.2). Strided, it is the faster one unless channels are many: then
 * a product of matrices, whose rows are added to the pixels that windows see (8² of 256, stride 2: 51 → 15).
 */
export const conv2dBackpropInput = inputBackprop(Conv2DBackpropInput, {
  windowsOf,
  gradient: (dy, filter, windows) =>
    getBackend() === 'tensorflow' && (ofOnePixel(windows) || strided(windows))
      ? inputGradientByPatches(dy, filter, windows)
      : inputGradient(dy, filter, windows),
  notNative: (windows, batch, channels) =>
    ofOnePixel(windows) || (withoutOneDnn() && batch >= 4 && channels >= (strided(windows) ? 128 : 8)),
})

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
