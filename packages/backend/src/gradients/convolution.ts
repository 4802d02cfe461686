import type { backend_util, Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core'
import { conv2d, conv3d, reshape, reverse, transpose } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { everyNth, insertZeros, shifted } from './axes.ts'

/** Where the windows of a convolution lie, for each spatial axis; channels last. */
export interface Windows {
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Zeros padded in front of the input. */
  readonly padding: readonly number[]
}

export const windows2d = (info: backend_util.Conv2DInfo): Windows => ({
  inputs: [info.inHeight, info.inWidth],
  outputs: [info.outHeight, info.outWidth],
  kernel: [info.filterHeight, info.filterWidth],
  strides: [info.strideHeight, info.strideWidth],
  dilations: [info.dilationHeight, info.dilationWidth],
  padding: [info.padInfo.top, info.padInfo.left],
})

export const windows3d = (info: backend_util.Conv3DInfo): Windows => ({
  inputs: [info.inDepth, info.inHeight, info.inWidth],
  outputs: [info.outDepth, info.outHeight, info.outWidth],
  kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
  strides: [info.strideDepth, info.strideHeight, info.strideWidth],
  dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
  padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
})

/** The tensor axes of the spatial ones. */
export const spatialAxes = ({ kernel }: Windows): number[] => kernel.map((_, index) => index + 1)

/** The input with its padding, as far as any window reaches. */
export function padInput(x: Tensor, windows: Windows): Tensor {
  const { outputs, kernel, strides, dilations, padding } = windows
  const reach = kernel.map(
    (length, d) =>
      ((outputs[d] as number) - 1) * (strides[d] as number) + (length - 1) * (dilations[d] as number) + 1,
  )
  return shifted(x, spatialAxes(windows), padding, reach)
}

/** The cotangent of the output, laid out such that windows of stride 1 over it make that of the input. */
export function spreadCotangent(dy: Tensor, windows: Windows): Tensor {
  const { inputs, kernel, strides, dilations, padding } = windows
  const extent = kernel.map((length, d) => (length - 1) * (dilations[d] as number))
  const apart = strides.reduce((tensor, stride, d) => insertZeros(tensor, d + 1, stride), dy)
  return shifted(
    apart,
    spatialAxes(windows),
    extent.map((length, d) => length - (padding[d] as number)),
    extent.map((length, d) => (inputs[d] as number) + length),
  )
}

/** A convolution, also with strides and dilations together, which tfjs refuses: there every window is computed. */
export function convolve(
  x: Tensor,
  filter: Tensor,
  strides: readonly number[],
  dilations: readonly number[],
  padding: 'same' | 'valid' = 'valid',
): Tensor {
  if (strides.some(stride => stride !== 1) && dilations.some(rate => rate !== 1)) {
    return everyNthWindow(
      convolve(
        x,
        filter,
        strides.map(() => 1),
        dilations,
        padding,
      ),
      strides,
    )
  }
  return x.rank === 4
    ? conv2d(
        x as Tensor4D,
        filter as Tensor4D,
        strides as [number, number],
        padding,
        'NHWC',
        dilations as [number, number],
      )
    : conv3d(
        x as Tensor5D,
        filter as Tensor5D,
        strides as [number, number, number],
        padding,
        'NDHWC',
        dilations as [number, number, number],
      )
}

/** From the outputs of all windows, those `strides` apart. */
export const everyNthWindow = (outputs: Tensor, strides: readonly number[]): Tensor =>
  strides.reduce(
    (tensor, stride, d) =>
      everyNth(tensor, d + 1, stride, Math.ceil((outputs.shape[d + 1] as number) / stride)),
    outputs,
  )

const swapLast = (rank: number): number[] => [...Array(rank - 2).keys(), rank - 1, rank - 2]

/** A convolution's gradient in its input: a convolution of the cotangent with the reversed filter. */
export function inputGradient(dy: Tensor, filter: Tensor, windows: Windows): Tensor {
  const reversed = reverse(
    filter,
    windows.kernel.map((_, axis) => axis),
  )
  const ones = windows.kernel.map(() => 1)
  return convolve(
    spreadCotangent(dy, windows),
    transpose(reversed, swapLast(filter.rank)),
    ones,
    windows.dilations,
  )
}

/**
 * A convolution's gradient in its filter: a convolution again, of the input with the cotangent, in which examples
 * and channels, strides and dilations have changed places. With a filter of one pixel it is a product of matrices.
 */
export function filterGradient(x: Tensor, dy: Tensor, windows: Windows): Tensor {
  const { kernel, outputs, strides, dilations } = windows
  const padded = padInput(x, windows)
  const [inChannels, outChannels] = [x.shape, dy.shape].map(shape => shape[shape.length - 1] as number) as [
    number,
    number,
  ]
  if (kernel.every(length => length === 1)) {
    const pixels = outputs.reduce(
      (tensor, count, d) => everyNth(tensor, d + 1, strides[d] as number, count),
      padded,
    )
    const product = matMul(reshape(pixels, [-1, inChannels]), reshape(dy, [-1, outChannels]), true, false)
    return reshape(product, [...kernel, inChannels, outChannels])
  }
  const axes = spatialAxes(windows)
  const last = x.rank - 1
  const gradient = convolve(
    transpose(padded, [last, ...axes, 0]),
    transpose(dy, [...axes, 0, last]),
    dilations,
    strides,
  )
  return transpose(gradient, [...axes, 0, last])
}
