import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { backend_util, getBackend } from '@tensorflow/tfjs-core'
import { type Windows, windows2d } from './convolution.ts'
import type { SuppliedKernel, TfBackendName } from './suppliedKernel.ts'

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

/** A gradient put together from other operations. */
interface Composition<Gradient> {
  readonly windowsOf: WindowsOf
  readonly gradient: Gradient
  /** For which convolutions native's own kernel is wrong or slow; for none, unless given. */
  readonly notNative?: (windows: Windows, batch: number, channels: number) => boolean
}

const backendsOf = ({ notNative }: Composition<unknown>): readonly TfBackendName[] =>
  notNative === undefined ? ['wasm'] : ['wasm', 'tensorflow']

/** Whether the current backend's own kernel is to be asked; `shape` is the input's. */
function keepsOwn({ notNative }: Composition<unknown>, windows: Windows, shape: readonly number[]): boolean {
  if (notNative === undefined || getBackend() !== 'tensorflow') return false
  return !notNative(windows, shape[0] as number, shape[shape.length - 1] as number)
}

/** The kernel for the gradient in a convolution's filter: on wasm, and on native where its own is not to be used. */
export const filterBackprop = (
  kernelName: string,
  composition: Composition<(x: Tensor, dy: Tensor, windows: Windows, filterShape: number[]) => Tensor>,
): SuppliedKernel => ({
  kernelName,
  backends: backendsOf(composition),
  compute: ({ x, dy }, attributes, original) => {
    const [input, cotangent] = [x as Tensor, dy as Tensor]
    const filterShape = attributes.filterShape as number[]
    const windows = composition.windowsOf(input.shape, filterShape, attributes)
    if (keepsOwn(composition, windows, input.shape)) return original({ x: input, dy: cotangent })
    return composition.gradient(input, cotangent, windows, filterShape)
  },
})

/** The kernel for the gradient in a convolution's input: on wasm, and on native where its own is not to be used. */
export const inputBackprop = (
  kernelName: string,
  composition: Composition<(dy: Tensor, filter: Tensor, windows: Windows) => Tensor>,
): SuppliedKernel => ({
  kernelName,
  backends: backendsOf(composition),
  compute: ({ dy, filter }, attributes, original) => {
    const [cotangent, kernel] = [dy as Tensor, filter as Tensor]
    const inputShape = attributes.inputShape as number[]
    const windows = composition.windowsOf(inputShape, kernel.shape, attributes)
    if (keepsOwn(composition, windows, inputShape)) return original({ dy: cotangent, filter: kernel })
    return composition.gradient(cotangent, kernel, windows)
  },
})
