import type { Tensor4D, Tensor5D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type Operation, operation, real } from '../operation.ts'
import {
  drawBatch,
  drawChannels,
  drawImage,
  drawMoves,
  drawWindow,
  isExplicit,
  stride3d,
  type Windows,
} from './windows.ts'

const conv2d = operation<Windows>('conv2d', {
  draw: draws => {
    const window = drawWindow(draws)
    const windows = drawMoves(draws, window, true)
    const channels = drawChannels(draws)
    return {
      operands: [
        real([drawBatch(draws), ...drawImage(draws, window, windows), channels]),
        real([...window, channels, drawChannels(draws)]),
      ],
      attributes: windows,
    }
  },
  apply: ([x, filter], { strides, pad, dilations }) =>
    tf.conv2d(x as Tensor4D, filter as Tensor4D, strides, pad, 'NHWC', dilations),
  weight: 12,
  sumOfProducts: true,
  refuses: (backend, { pad }) => backend === 'native' && isExplicit(pad),
})

const depthwiseConv2d = operation<Windows>('depthwiseConv2d', {
  draw: draws => {
    const window = drawWindow(draws)
    const windows = drawMoves(draws, window, true)
    const channels = drawChannels(draws)
    return {
      operands: [
        real([drawBatch(draws), ...drawImage(draws, window, windows), channels]),
        real([...window, channels, draws.oneOf([1, 1, 2, 3])]),
      ],
      attributes: windows,
    }
  },
  apply: ([x, filter], { strides, pad, dilations }) =>
    tf.depthwiseConv2d(x as Tensor4D, filter as Tensor4D, strides, pad, 'NHWC', dilations),
  weight: 8,
  sumOfProducts: true,
  refuses: (backend, { pad }) => backend === 'native' && isExplicit(pad),
})

type Transposed = {
  readonly outputShape: [number, number, number, number]
  readonly strides: [number, number]
  readonly pad: 'same' | 'valid'
}

const conv2dTranspose = operation<Transposed>('conv2dTranspose', {
  draw: draws => {
    const window = drawWindow(draws)
    const strides = draws.oneOf<[number, number]>([
      [1, 1],
      [2, 2],
      [2, 1],
      [3, 2],
    ])
    const pad = draws.oneOf<'same' | 'valid'>(['same', 'valid'])
    const output = drawImage(draws, window, { strides, pad, dilations: [1, 1] })
    const [batch, inChannels, outChannels] = [drawBatch(draws), drawChannels(draws), drawChannels(draws)]
    const input = output.map((length, axis) =>
      Math.ceil(
        (pad === 'same' ? length : length - (window[axis] as number) + 1) / (strides[axis] as number),
      ),
    )
    return {
      operands: [real([batch, ...input, inChannels]), real([...window, outChannels, inChannels])],
      attributes: { outputShape: [batch, ...output, outChannels], strides, pad },
    }
  },
  apply: ([x, filter], { outputShape, strides, pad }) =>
    tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, outputShape, strides, pad),
  weight: 4,
  sumOfProducts: true,
})

type Moves = { readonly stride: number; readonly pad: 'same' | 'valid' }

const conv3d = operation<Moves>('conv3d', {
  draw: draws => {
    const pad = draws.oneOf<'same' | 'valid'>(['same', 'valid'])
    const window = draws.list(3, () => draws.whole(1, 3))
    const image = window.map(length => (pad === 'same' ? 1 : length) + draws.whole(0, 4))
    const [channels, outChannels] = [draws.whole(1, 4), draws.whole(1, 4)]
    return {
      operands: [real([draws.whole(1, 2), ...image, channels]), real([...window, channels, outChannels])],
      attributes: { stride: stride3d(draws, window), pad },
    }
  },
  apply: ([x, filter], { stride, pad }) => tf.conv3d(x as Tensor5D, filter as Tensor5D, stride, pad),
  sumOfProducts: true,
})

export const convolutions: readonly Operation[] = [conv2d, depthwiseConv2d, conv2dTranspose, conv3d]
