import type { GradConfig, Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import {
  concat,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  depthwiseConv2d,
  engine,
  mul,
  ones,
  reshape,
  reverse,
  sum,
  tile,
} from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { everyNth, insertZeros, shifted } from './axes.ts'
import { everyNthWindow, padInput, spatialAxes, spreadCotangent, type Windows } from './convolution.ts'
import { filterBackprop, inputBackprop, windows2dOf } from './convolutionKernels.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

type Shape4D = [number, number, number, number]

const windowsOf = windows2dOf(true)

/** A depthwise convolution, also with strides and dilations together, which tfjs refuses. */
export function depthwiseConvolve(
  x: Tensor,
  filter: Tensor,
  strides: readonly number[],
  dilations: readonly number[],
  padding: 'same' | 'valid' = 'valid',
): Tensor {
  if (strides.some(stride => stride !== 1) && dilations.some(rate => rate !== 1)) {
    return everyNthWindow(depthwiseConvolve(x, filter, [1, 1], dilations, padding), strides)
  }
  return depthwiseConv2d(
    x as Tensor4D,
    filter as Tensor4D,
    strides as [number, number],
    padding,
    'NHWC',
    dilations as [number, number],
  )
}

/** A depthwise convolution of the cotangent with the reversed filter, the outputs of each channel added up. */
export function depthwiseInputGradientOf(dy: Tensor, filter: Tensor, windows: Windows): Tensor {
  const [height, width, channels, perChannel] = filter.shape as Shape4D
  const gradients = depthwiseConvolve(
    spreadCotangent(dy, windows),
    reshape(reverse(filter, [0, 1]), [height, width, channels * perChannel, 1]),
    [1, 1],
    windows.dilations,
  )
  if (perChannel === 1) return gradients
  return sum(reshape(gradients, [...gradients.shape.slice(0, 3), channels, perChannel]), 4)
}

/** For each place in the filter the products of the pixels that it sees with the cotangent, added up. */
export function depthwiseFilterGradientOf(
  x: Tensor,
  dy: Tensor,
  windows: Windows,
  filterShape: number[],
): Tensor {
  const [height, width, channels, perChannel] = filterShape as Shape4D
  const { outputs, strides, dilations } = windows
  const axes = spatialAxes(windows)
  const repeated =
    perChannel === 1
      ? x
      : reshape(tile(reshape(x, [-1, channels, 1]), [1, 1, perChannel]), [
          ...x.shape.slice(0, 3),
          channels * perChannel,
        ])
  const padded = padInput(repeated, windows)
  const add = ones([1, dy.size / (channels * perChannel)])
  const seenFrom = (row: number, column: number): Tensor => {
    const offset = [-row * (dilations[0] as number), -column * (dilations[1] as number)]
    const reach = outputs.map((count, d) => (count - 1) * (strides[d] as number) + 1)
    return outputs.reduce(
      (tensor, count, d) => everyNth(tensor, d + 1, strides[d] as number, count),
      shifted(padded, axes, offset, reach),
    )
  }
  const places = Array.from({ length: height * width }, (_, place) =>
    matMul(
      add,
      reshape(mul(seenFrom(Math.floor(place / width), place % width), dy), [-1, channels * perChannel]),
    ),
  )
  return reshape(concat(places, 0), filterShape)
}

const unequal = ({ strides }: Windows): boolean => strides[0] !== strides[1]

/** wasm lacks it; native's refuses strides that differ. */
export const depthwiseBackpropInput = inputBackprop(DepthwiseConv2dNativeBackpropInput, {
  windowsOf,
  gradient: depthwiseInputGradientOf,
  notNative: unequal,
})

/** wasm lacks it; native's refuses strides that differ. */
export const depthwiseBackpropFilter = filterBackprop(DepthwiseConv2dNativeBackpropFilter, {
  windowsOf,
  gradient: depthwiseFilterGradientOf,
  notNative: unequal,
})

/**
 * Native's refuses dilations, and strides that differ: a dilated filter is one with zeros between its elements, and
 * of the windows of stride 1 some are wanted.
 */
export const depthwiseKernel: SuppliedKernel = {
  kernelName: DepthwiseConv2dNative,
  backends: ['tensorflow'],
  compute: (inputs, attributes, original) => {
    const { x, filter } = inputs as { x: Tensor; filter: Tensor }
    const windows = windowsOf(x.shape, filter.shape, attributes)
    const { kernel, strides, dilations } = windows
    if (!unequal(windows) && dilations.every(rate => rate === 1)) return original(inputs)
    const spread = shifted(
      dilations.reduce((tensor, rate, d) => insertZeros(tensor, d, rate), filter),
      [0, 1],
      [0, 0],
      kernel.map((length, d) => (length - 1) * (dilations[d] as number) + 1),
    )
    const plain = { strides: unequal(windows) ? [1, 1] : strides, pad: 'valid', dilations: [1, 1] }
    const outputs = original({ x: padInput(x, windows), filter: spread }, { ...attributes, ...plain })
    return unequal(windows) ? everyNthWindow(outputs, strides) : outputs
  },
}

/** tfjs's rule, which refuses dilations, with them. */
export const depthwiseConv2dGradient: GradConfig = {
  kernelName: DepthwiseConv2dNative,
  inputsToSave: ['x', 'filter'],
  gradFunc: (cotangent, saved, attributes) => {
    const dy = cotangent as Tensor
    const [x, filter] = saved as [Tensor, Tensor]
    const { dilations } = attributes
    if ([dilations ?? 1].flat().every(rate => rate === 1)) {
      const shared = { ...attributes, dilations: [1, 1] }
      return {
        x: () =>
          engine().runKernel(
            DepthwiseConv2dNativeBackpropInput,
            { dy, filter },
            { ...shared, inputShape: x.shape },
          ),
        filter: () =>
          engine().runKernel(
            DepthwiseConv2dNativeBackpropFilter,
            { x, dy },
            { ...shared, filterShape: filter.shape },
          ),
      }
    }
    const windows = windowsOf(x.shape, filter.shape, attributes)
    return {
      x: () => depthwiseInputGradientOf(dy, filter, windows),
      filter: () => depthwiseFilterGradientOf(x, dy, windows, filter.shape),
    }
  },
}
