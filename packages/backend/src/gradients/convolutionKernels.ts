import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { backend_util } from '@tensorflow/tfjs-core'
import { type Windows, windows2d } from './convolution.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** Where a convolution's windows lie, from the shapes of its operands and tfjs's attributes. */
export type WindowsOf = (inputShape: number[], filterShape: number[], attributes: NamedAttrMap) => Windows

type Shape4D = [number, number, number, number]

/** {@link WindowsOf} two-dimensional convolutions, depthwise or not. */
export const windows2dOf =
  (depthwise: boolean): WindowsOf =>
  (inputShape, filterShape, attributes) => {
    const { strides, pad, dimRoundingMode, dilations } = attributes as {
      strides: number | [number, number]
      dilations?: number | [number, number] | null
      pad: 'same' | 'valid' | number
      dimRoundingMode?: 'floor' | 'round' | 'ceil'
    }
    const info = backend_util.computeConv2DInfo(
      inputShape as Shape4D,
      filterShape as Shape4D,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
    )
    return windows2d(info)
  }

/** wasm's kernel for the gradient in a convolution's filter. */
export const filterBackprop = (
  kernelName: string,
  windowsOf: WindowsOf,
  gradient: (x: Tensor, dy: Tensor, windows: Windows, filterShape: number[]) => Tensor,
): SuppliedKernel => ({
  kernelName,
  backends: ['wasm'],
  compute: ({ x, dy }, attributes) => {
    const [input, cotangent] = [x as Tensor, dy as Tensor]
    const filterShape = attributes.filterShape as number[]
    return gradient(input, cotangent, windowsOf(input.shape, filterShape, attributes), filterShape)
  },
})

/** wasm's kernel for the gradient in a convolution's input. */
export const inputBackprop = (
  kernelName: string,
  windowsOf: WindowsOf,
  gradient: (dy: Tensor, filter: Tensor, windows: Windows) => Tensor,
): SuppliedKernel => ({
  kernelName,
  backends: ['wasm'],
  compute: ({ dy, filter }, attributes) => {
    const [cotangent, kernel] = [dy as Tensor, filter as Tensor]
    return gradient(cotangent, kernel, windowsOf(attributes.inputShape as number[], kernel.shape, attributes))
  },
})
