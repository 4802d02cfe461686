import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { scattered } from '../gradients/differentiable.fixture.ts'
import type { ConvGeometry, ImageShape } from './geometry.ts'

/** One convolution of a batch in groups. */
export interface ConvolutionCase extends ConvGeometry {
  readonly name: string
  /** [B, H, W, C] */
  readonly input: ImageShape
  readonly kernelSize: readonly [number, number]
  /** O, or the multiplier of a depthwise convolution. */
  readonly outputs: number
  readonly groups: number
}

const of = (
  name: string,
  input: ImageShape,
  [height, width, outputs]: readonly [number, number, number],
  groups: number,
  { strides = [1, 1], dilations = [1, 1], padding = 'same' }: Partial<ConvGeometry> = {},
): ConvolutionCase => ({
  name,
  input,
  kernelSize: [height, width],
  outputs,
  groups,
  strides,
  dilations,
  padding,
})

export const convolutionCases: readonly ConvolutionCase[] = [
  of('3×3', [4, 6, 5, 3], [3, 3, 4], 4),
  of('3×3 in groups of two', [4, 6, 5, 3], [3, 3, 4], 2),
  of('3×3, one group', [2, 4, 4, 2], [3, 3, 2], 1),
  of('3×3, batch 1, one channel', [1, 4, 5, 1], [3, 3, 2], 1, { padding: 'valid' }),
  of('3×3, stride 2, even map', [2, 6, 6, 2], [3, 3, 3], 2, { strides: [2, 2] }),
  of('2×3, strides 3 and 2', [2, 8, 7, 2], [2, 3, 3], 2, { strides: [3, 2], padding: 'valid' }),
  of('2×4', [2, 5, 6, 2], [2, 4, 3], 2),
  of('3×2, dilations 2 and 3', [2, 7, 8, 2], [3, 2, 2], 2, { dilations: [2, 3] }),
  of('3×3, stride 2 and dilation 2', [4, 8, 7, 2], [3, 3, 2], 2, { strides: [2, 2], dilations: [2, 2] }),
  of('3×3, stride 3 and dilation 2', [2, 9, 8, 2], [3, 3, 2], 2, {
    strides: [3, 3],
    dilations: [2, 2],
    padding: 'valid',
  }),
  of('1×1', [4, 3, 4, 3], [1, 1, 4], 2),
  of('1×1, stride 2', [4, 5, 4, 3], [1, 1, 4], 4, { strides: [2, 2] }),
  of('1×1, stride 2, batch 1', [1, 6, 6, 2], [1, 1, 3], 1, { strides: [2, 2], padding: 'valid' }),
  of('5×5 on a map of 2×3', [2, 2, 3, 2], [5, 5, 3], 2),
  of('7×7 on a map of 1×2', [2, 1, 2, 2], [7, 7, 2], 2),
  // Such that the choices which depend on sizes fall the other way.
  of('3×3 on a large map', [2, 32, 32, 16], [3, 3, 3], 2),
  of('3×3, many windows for one output', [2, 6, 6, 2], [3, 3, 1], 2),
  of('3×3, more outputs than pixels', [4, 2, 2, 3], [3, 3, 9], 2),
  of('3×3, eight channels', [4, 5, 4, 8], [3, 3, 2], 1),
  of('3×3, stride 2, many channels', [4, 5, 4, 128], [3, 3, 2], 1, { strides: [2, 2] }),
  of('1×1, many channels', [4, 3, 2, 128], [1, 1, 2], 1),
  of('1×1, stride 2, many channels', [4, 4, 3, 256], [1, 1, 2], 2, { strides: [2, 2] }),
]

interface Axis {
  readonly count: number
  /** The pixel that element `index` of window `window` sees; undefined where it is padding. */
  readonly pixel: (window: number, index: number) => number | undefined
}

function windowsAlong(
  axis: 0 | 1,
  { input, kernelSize, strides, dilations, padding }: ConvolutionCase,
): Axis {
  const [size, length, stride, rate] = [
    input[axis + 1] as number,
    kernelSize[axis],
    strides[axis],
    dilations[axis],
  ]
  const extent = (length - 1) * rate + 1
  const count = padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - extent) / stride) + 1
  const before = padding === 'same' ? Math.floor(Math.max(0, (count - 1) * stride + extent - size) / 2) : 0
  return {
    count,
    pixel: (window, index) => {
      const pixel = window * stride + index * rate - before
      return pixel >= 0 && pixel < size ? pixel : undefined
    },
  }
}

/** [h, w] */
export const outputSize = (of: ConvolutionCase): [number, number] => [
  windowsAlong(0, of).count,
  windowsAlong(1, of).count,
]

/** Calls `visit` with each window of an image, each place in it, and the pixel that is seen there, all row by row. */
function eachPixelSeen(
  of: ConvolutionCase,
  visit: (window: number, place: number, pixel: number) => void,
): void {
  const [rows, columns] = [windowsAlong(0, of), windowsAlong(1, of)]
  for (let window = 0; window < rows.count * columns.count; window++) {
    for (let place = 0; place < of.kernelSize[0] * of.kernelSize[1]; place++) {
      const row = rows.pixel(Math.floor(window / columns.count), Math.floor(place / of.kernelSize[1]))
      const column = columns.pixel(window % columns.count, place % of.kernelSize[1])
      if (row !== undefined && column !== undefined) visit(window, place, row * of.input[2] + column)
    }
  }
}

export type ConvolutionTensors = {
  /** [B, H, W, C] */
  readonly x: Tensor
  /** [G, kh, kw, C, O] */
  readonly filters: Tensor
  /** [B, h, w, O], depthwise [B, h, w, C·multiplier] */
  readonly dy: Tensor
}

export function operandsOf(of: ConvolutionCase, depthwise: boolean): ConvolutionTensors {
  const [batch, , , channels] = of.input
  return {
    x: scattered(of.input, -1, 1, 1),
    filters: scattered([of.groups, ...of.kernelSize, channels, of.outputs], -1, 1, 2),
    dy: scattered([batch, ...outputSize(of), depthwise ? channels * of.outputs : of.outputs], -1, 1, 3),
  }
}

/** Every group's convolution and its gradients by their definition, in loops, in double precision. */
export async function byDefinition(
  of: ConvolutionCase,
  depthwise: boolean,
  { x, filters, dy }: ConvolutionTensors,
): Promise<{
  readonly y: Tensor
  readonly inX: Tensor
  readonly inFilters: Tensor
  readonly patches: Tensor
}> {
  const [pixels, weights, cotangents] = await Promise.all([x.data(), filters.data(), dy.data()])
  const [batch, height, width, channels] = of.input
  const [places, windows] = [of.kernelSize[0] * of.kernelSize[1], outputSize(of)[0] * outputSize(of)[1]]
  const y = new Float64Array(dy.size)
  const inX = new Float64Array(x.size)
  const inFilters = new Float64Array(filters.size)
  const patches = new Float64Array(batch * windows * places * channels)
  const depth = dy.shape[3] as number
  for (let example = 0; example < batch; example++) {
    const group = Math.floor(example / (batch / of.groups))
    eachPixelSeen(of, (window, place, pixel) => {
      for (let channel = 0; channel < channels; channel++) {
        const from = (example * height * width + pixel) * channels + channel
        patches[((example * windows + window) * places + place) * channels + channel] = pixels[from] as number
        for (let output = 0; output < of.outputs; output++) {
          const weight = ((group * places + place) * channels + channel) * of.outputs + output
          const to = (example * windows + window) * depth + (depthwise ? channel * of.outputs : 0) + output
          y[to] = (y[to] as number) + (pixels[from] as number) * (weights[weight] as number)
          inX[from] = (inX[from] as number) + (cotangents[to] as number) * (weights[weight] as number)
          inFilters[weight] =
            (inFilters[weight] as number) + (cotangents[to] as number) * (pixels[from] as number)
        }
      }
    })
  }
  const single = (values: Float64Array, shape: number[]): Tensor =>
    tf.tensor(Float32Array.from(values), shape)
  return {
    y: single(y, dy.shape),
    inX: single(inX, x.shape),
    inFilters: single(inFilters, filters.shape),
    patches: single(patches, [batch, windows, places * channels]),
  }
}
