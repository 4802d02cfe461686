import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { AvgPool3DGrad, AvgPoolGrad, backend_util, mul, reshape, tensor1d } from '@tensorflow/tfjs-core'
import { type Windows, windows2d, windows3d } from './convolution.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** How many pixels of the input each window sees along one axis. */
function pixelsSeen({ inputs, outputs, kernel, strides, padding }: Windows, axis: number): number[] {
  return Array.from({ length: outputs[axis] as number }, (_, output) => {
    const start = output * (strides[axis] as number) - (padding[axis] as number)
    const end = Math.min(start + (kernel[axis] as number), inputs[axis] as number)
    return Math.max(1, end - Math.max(start, 0))
  })
}

/** The cotangent of the mean over all pixels of a window from that of the mean over those in the input. */
function ofWholeWindows(dy: Tensor, windows: Windows): Tensor {
  return windows.kernel.reduce((tensor, length, axis) => {
    const seen = pixelsSeen(windows, axis)
    if (seen.every(count => count === length)) return tensor
    const ratios = tensor1d(seen.map(count => length / count))
    return mul(
      tensor,
      reshape(
        ratios,
        tensor.shape.map((_, other) => (other === axis + 1 ? seen.length : 1)),
      ),
    )
  }, dy)
}

/**
 * A mean is over the pixels in a window, but where padding is in it too, the gradients of these backends divide by
 * the window's size.
 */
const avgPoolKernel = (
  kernelName: string,
  windowsOf: (shape: number[], attributes: NamedAttrMap) => Windows,
): SuppliedKernel => ({
  kernelName,
  backends: ['cpu', 'wasm', 'webgpu'],
  compute: (inputs, attributes, original) => {
    const { dy, input } = inputs as { dy: Tensor; input: Tensor }
    return original({ dy: ofWholeWindows(dy, windowsOf(input.shape, attributes)), input })
  },
})

type Pooling2d = Parameters<typeof backend_util.computePool2DInfo>
type Pooling3d = Parameters<typeof backend_util.computePool3DInfo>

export const avgPoolBackprop = avgPoolKernel(AvgPoolGrad, (shape, { filterSize, strides, pad }) =>
  windows2d(
    backend_util.computePool2DInfo(
      shape as Pooling2d[0],
      filterSize as Pooling2d[1],
      strides as Pooling2d[2],
      1,
      pad as Pooling2d[4],
    ),
  ),
)

export const avgPool3dBackprop = avgPoolKernel(
  AvgPool3DGrad,
  (shape, { filterSize, strides, pad, dimRoundingMode }) =>
    windows3d(
      backend_util.computePool3DInfo(
        shape as Pooling3d[0],
        filterSize as Pooling3d[1],
        strides as Pooling3d[2],
        1,
        pad as Pooling3d[4],
        dimRoundingMode as Pooling3d[5],
      ),
    ),
)
