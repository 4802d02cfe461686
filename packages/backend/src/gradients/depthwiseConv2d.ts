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
import { everyNth, shifted } from './axes.ts'
import { padInput, spatialAxes, spreadCotangent, type Windows } from './convolution.ts'
import { filterBackprop, inputBackprop, windows2dOf } from './convolutionKernels.ts'

type Shape4D = [number, number, number, number]

const windowsOf = windows2dOf(true)

/** A depthwise convolution of the cotangent with the reversed filter, the outputs of each channel added up. */
function inputGradient(dy: Tensor, filter: Tensor, windows: Windows): Tensor {
  const [height, width, channels, perChannel] = filter.shape as Shape4D
  const gradients = depthwiseConv2d(
    spreadCotangent(dy, windows) as Tensor4D,
    reshape(reverse(filter, [0, 1]), [height, width, channels * perChannel, 1]) as Tensor4D,
    1,
    'valid',
    'NHWC',
    windows.dilations as [number, number],
  )
  if (perChannel === 1) return gradients
  return sum(reshape(gradients, [...gradients.shape.slice(0, 3), channels, perChannel]), 4)
}

/** For each place in the filter the products of the pixels that it sees with the cotangent, added up. */
function filterGradient(x: Tensor, dy: Tensor, windows: Windows, filterShape: number[]): Tensor {
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

/** wasm lacks it. */
export const depthwiseBackpropInput = inputBackprop(
  DepthwiseConv2dNativeBackpropInput,
  windowsOf,
  inputGradient,
)

/** wasm lacks it. */
export const depthwiseBackpropFilter = filterBackprop(
  DepthwiseConv2dNativeBackpropFilter,
  windowsOf,
  filterGradient,
)

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
      x: () => inputGradient(dy, filter, windows),
      filter: () => filterGradient(x, dy, windows, filter.shape),
    }
  },
}
