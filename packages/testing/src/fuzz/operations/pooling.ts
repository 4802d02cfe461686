import type { Tensor4D, Tensor5D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import { type Definition, negative, type Operation, operation, real, signed } from '../operation.ts'
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

type Pooling = Windows & { readonly window: [number, number] }

function drawPooling(draws: Draws): ReturnType<Definition<Pooling>['draw']> {
  const window = drawWindow(draws)
  const windows = drawMoves(draws, window, false)
  const [height, width] = drawImage(draws, window, windows)
  const shape = [drawBatch(draws), height, width, drawChannels(draws)]
  const operands = [real(shape, draws.oneOf([signed, signed, negative]))]
  const isGlobal = draws.chance(0.15)
  return {
    operands,
    attributes: isGlobal
      ? { strides: [1, 1], pad: 'valid', dilations: [1, 1], window: [height, width] }
      : { ...windows, window },
  }
}

const pooling2d = (apply: Definition<Pooling>['apply']): Definition<Pooling> => ({
  draw: drawPooling,
  apply,
  weight: 5,
  refuses: (backend, { pad }) => backend === 'native' && isExplicit(pad),
})

const avgPool = pooling2d(([x], { window, strides, pad }) => tf.avgPool(x as Tensor4D, window, strides, pad))
const maxPool = pooling2d(([x], { window, strides, pad }) => tf.maxPool(x as Tensor4D, window, strides, pad))

type Pooling3d = {
  readonly window: [number, number, number]
  readonly strides: [number, number, number]
  readonly pad: 'same' | 'valid'
}

const triple = (draw: () => number): [number, number, number] => [draw(), draw(), draw()]

const pooling3d = (apply: Definition<Pooling3d>['apply']): Definition<Pooling3d> => ({
  draw: draws => {
    const pad = draws.oneOf<'same' | 'valid'>(['same', 'valid'])
    const window = triple(() => draws.whole(1, 3))
    const image = window.map(length => (pad === 'same' ? 1 : length) + draws.whole(0, 4))
    const shape = [draws.whole(1, 2), ...image, draws.whole(1, 4)]
    return {
      operands: [real(shape, draws.oneOf([signed, negative]))],
      attributes: {
        window,
        strides: [stride3d(draws, [window[0]]), stride3d(draws, [window[1]]), stride3d(draws, [window[2]])],
        pad,
      },
    }
  },
  apply,
})

const avgPool3d = pooling3d(([x], { window, strides, pad }) =>
  tf.avgPool3d(x as Tensor5D, window, strides, pad),
)
const maxPool3d = pooling3d(([x], { window, strides, pad }) =>
  tf.maxPool3d(x as Tensor5D, window, strides, pad),
)

export const pooling: readonly Operation[] = [
  operation('avgPool', { ...avgPool, sumOfProducts: true }),
  operation('maxPool', maxPool),
  operation('avgPool3d', { ...avgPool3d, sumOfProducts: true }),
  operation('maxPool3d', maxPool3d),
]
