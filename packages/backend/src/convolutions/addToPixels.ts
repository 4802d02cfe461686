import type { Tensor } from '@tensorflow/tfjs-core'
import { gather, getBackend, pad, reshape, slice, sum, tensor1d } from '@tensorflow/tfjs-core'
import { addAll } from '../addAll.ts'
import { insertZeros, shifted } from '../gradients/axes.ts'
import type { Windows } from '../gradients/convolution.ts'
import type { ImageShape } from './geometry.ts'

/** A window along one axis, and which of its elements. */
interface Sight {
  readonly window: number
  readonly element: number
}

/** For each pixel along one axis, by which windows it is seen. */
function sights(d: 0 | 1, { inputs, outputs, kernel, strides, dilations, padding }: Windows): Sight[][] {
  const [count, stride, rate] = [outputs[d] as number, strides[d] as number, dilations[d] as number]
  return Array.from({ length: inputs[d] as number }, (_, pixel) =>
    Array.from({ length: kernel[d] as number }, (_, element) => ({
      window: (pixel + (padding[d] as number) - element * rate) / stride,
      element,
    })).filter(({ window }) => Number.isInteger(window) && window >= 0 && window < count),
  )
}

const most = (lists: readonly Sight[][]): number => Math.max(1, ...lists.map(({ length }) => length))

/** For each pixel the rows of `u`, a row for each element of each window, that are added up; `none` is zero. */
function rowsOfPixels(windows: Windows, none: number): { readonly rows: Int32Array; readonly each: number } {
  const [down, across] = [sights(0, windows), sights(1, windows)]
  const each = most(down) * most(across)
  const rows = new Int32Array(down.length * across.length * each).fill(none)
  const [width, [kernelHeight, kernelWidth]] = [
    windows.outputs[1] as number,
    windows.kernel as [number, number],
  ]
  down.forEach((inRow, row) => {
    across.forEach((inColumn, column) => {
      let next = (row * across.length + column) * each
      for (const vertical of inRow) {
        for (const horizontal of inColumn) {
          const window = vertical.window * width + horizontal.window
          rows[next++] = (window * kernelHeight + vertical.element) * kernelWidth + horizontal.element
        }
      }
    })
  })
  return { rows, each }
}

/** Every pixel asks for the elements that saw it: one gather and one sum. */
function gathered(u: Tensor, [batch, height, width, channels]: ImageShape, windows: Windows): Tensor {
  const elements = u.size / (batch * channels)
  const { rows, each } = rowsOfPixels(windows, elements)
  const withZero = pad(reshape(u, [batch, elements, channels]), [
    [0, 0],
    [0, 1],
    [0, 0],
  ])
  const seen = gather(withZero, tensor1d(rows, 'int32'), 1)
  return reshape(sum(reshape(seen, [batch, height * width, each, channels]), 2), [
    batch,
    height,
    width,
    channels,
  ])
}

/** Along one axis, the elements of each window, which lie among the channels, added to the pixels that they saw. */
function folded(u: Tensor, d: 0 | 1, { inputs, kernel, strides, dilations, padding }: Windows): Tensor {
  const channels = (u.shape[3] as number) / (kernel[d] as number)
  const apart = insertZeros(u, d + 1, strides[d] as number)
  return addAll(
    Array.from({ length: kernel[d] as number }, (_, element) =>
      shifted(
        slice(apart, [0, 0, 0, element * channels], [-1, -1, -1, channels]),
        [d + 1],
        [element * (dilations[d] as number) - (padding[d] as number)],
        [inputs[d] as number],
      ),
    ),
  )
}

/**
 * Adds what each window's elements hold to the pixels that they see.
 *
 * @param u shape [B, P, kh·kw·C], or another of as many elements
 * @param inputShape [B, H, W, C]
 */
export function addToPixels(u: Tensor, inputShape: readonly number[], windows: Windows): Tensor {
  const shape = [...inputShape] as ImageShape
  if ([...windows.kernel, ...windows.strides].every(length => length === 1)) return reshape(u, shape)
  // wasm's gather takes 20 ns an element.
  if (getBackend() !== 'wasm') return gathered(u, shape, windows)
  return folded(folded(reshape(u, [shape[0], ...windows.outputs, -1]), 0, windows), 1, windows)
}
