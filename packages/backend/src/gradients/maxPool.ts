import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import {
  abs,
  add,
  backend_util,
  greater,
  MaxPool3D,
  MaxPool3DGrad,
  MaxPoolGrad,
  maxPool,
  reciprocal,
  reshape,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/**
 * wasm's own look for a maximum above the smallest positive number: a window without one passes no gradient on.
 * For those windows they are asked again, about 1/|x|, which is positive and largest where x is.
 */
const maxPoolKernel = (kernelName: string): SuppliedKernel => ({
  kernelName,
  backends: ['wasm'],
  compute: (inputs, _attributes, original) => {
    const { dy, input, output } = inputs as { dy: Tensor; input: Tensor; output: Tensor }
    const positive = greater(output, 0)
    const none = zerosLike(dy)
    return add(
      original({ ...inputs, dy: where(positive, dy, none) }),
      original({ ...inputs, dy: where(positive, none, dy), input: reciprocal(abs(input)) }),
    )
  },
})

export const maxPoolBackprop = maxPoolKernel(MaxPoolGrad)
export const maxPool3dBackprop = maxPoolKernel(MaxPool3DGrad)

type Pooling3d = Parameters<typeof backend_util.computePool3DInfo>

/** wasm's own has the same fault. A maximum over a box is the maximum along the depth of those over planes. */
export const maxPool3dKernel: SuppliedKernel = {
  kernelName: MaxPool3D,
  backends: ['wasm'],
  compute: (inputs, { filterSize, strides, pad, dimRoundingMode }) => {
    const x = inputs.x as Tensor
    const info = backend_util.computePool3DInfo(
      x.shape as Pooling3d[0],
      filterSize as Pooling3d[1],
      strides as Pooling3d[2],
      1,
      pad as Pooling3d[4],
      dimRoundingMode as Pooling3d[5],
    )
    const { batchSize, inDepth, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info
    const overPlanes = maxPool(
      reshape(x, [batchSize * inDepth, inHeight, inWidth, inChannels]) as Tensor4D,
      [info.filterHeight, info.filterWidth],
      [info.strideHeight, info.strideWidth],
      [
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
        [0, 0],
      ],
    )
    const alongDepth = maxPool(
      reshape(overPlanes, [batchSize, inDepth, outHeight * outWidth, inChannels]) as Tensor4D,
      [info.filterDepth, 1],
      [info.strideDepth, 1],
      [
        [0, 0],
        [padInfo.front, padInfo.back],
        [0, 0],
        [0, 0],
      ],
    )
    return reshape(alongDepth, info.outShape)
  },
}
