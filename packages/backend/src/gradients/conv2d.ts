import { PlanishError } from '@planish/core'
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import {
  backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  engine,
} from '@tensorflow/tfjs-core'
import { filterGradient, inputGradient, type Windows, windows2d } from './convolution.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

type Shape4D = [number, number, number, number]

function windowsOf(inputShape: number[], filterShape: number[], attributes: NamedAttrMap): Windows {
  const {
    strides,
    pad,
    dimRoundingMode,
    dilations = 1,
  } = attributes as {
    strides: number | [number, number]
    dilations?: number | [number, number]
    pad: 'same' | 'valid' | number
    dimRoundingMode?: 'floor' | 'round' | 'ceil'
  }
  return windows2d(
    backend_util.computeConv2DInfo(
      inputShape as Shape4D,
      filterShape as Shape4D,
      strides,
      dilations,
      pad,
      dimRoundingMode,
    ),
  )
}

/** wasm lacks it. */
export const conv2dBackpropFilter: SuppliedKernel = {
  kernelName: Conv2DBackpropFilter,
  backends: ['wasm'],
  compute: ({ x, dy }, attributes) =>
    filterGradient(
      x as Tensor,
      dy as Tensor,
      windowsOf((x as Tensor).shape, attributes.filterShape as number[], attributes),
    ),
}

/** wasm's own is plain loops; its convolution, which has vector instructions, is 2 to 14 times as fast. */
export const conv2dBackpropInput: SuppliedKernel = {
  kernelName: Conv2DBackpropInput,
  backends: ['wasm'],
  compute: ({ dy, filter }, attributes) =>
    inputGradient(
      dy as Tensor,
      filter as Tensor,
      windowsOf(attributes.inputShape as number[], (filter as Tensor).shape, attributes),
    ),
}

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
