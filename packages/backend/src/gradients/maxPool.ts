import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import {
  abs,
  add,
  backend_util,
  engine,
  greater,
  MaxPool,
  MaxPool3D,
  MaxPool3DGrad,
  MaxPoolGrad,
  reciprocal,
  reshape,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { Paddings } from './explicitPadding.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/**
 * wasm's own look for a maximum above the smallest positive number: a window without one passes no gradient on.
 * For those windows they are asked again, about 1/|x|, which is positive and largest where x is.
 */
export const maxPoolBackprop: SuppliedKernel = {
  kernelName: MaxPoolGrad,
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
}

type Pooling3d = Parameters<typeof backend_util.computePool3DInfo>

/** A two-dimensional pooling of a tensor that is seen as images of some shape. */
interface Pooling {
  readonly shape: number[]
  readonly attributes: NamedAttrMap
}

const none: [number, number] = [0, 0]

/** tfjs-core takes as many zeros away as a stride that is longer than the window leaves out. */
const atLeastNone = (before: number, after: number): [number, number] => [
  Math.max(before, 0),
  Math.max(after, 0),
]

const pooling = (
  shape: number[],
  filterSize: [number, number],
  strides: [number, number],
  paddings: [[number, number], [number, number]],
): Pooling => {
  const pad: Paddings = [none, ...paddings, none]
  return { shape, attributes: { filterSize, strides, pad } }
}

/** A maximum over a box is the maximum along the depth of those over planes. */
function planesThenDepth(
  x: Tensor,
  { filterSize, strides, pad, dimRoundingMode }: NamedAttrMap,
): readonly [planes: Pooling, depth: Pooling, outShape: number[]] {
  const info = backend_util.computePool3DInfo(
    x.shape as Pooling3d[0],
    filterSize as Pooling3d[1],
    strides as Pooling3d[2],
    1,
    pad as Pooling3d[4],
    dimRoundingMode as Pooling3d[5],
  )
  const { batchSize, inDepth, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info
  const planes = pooling(
    [batchSize * inDepth, inHeight, inWidth, inChannels],
    [info.filterHeight, info.filterWidth],
    [info.strideHeight, info.strideWidth],
    [atLeastNone(padInfo.top, padInfo.bottom), atLeastNone(padInfo.left, padInfo.right)],
  )
  const depth = pooling(
    [batchSize, inDepth, outHeight * outWidth, inChannels],
    [info.filterDepth, 1],
    [info.strideDepth, 1],
    [atLeastNone(padInfo.front, padInfo.back), none],
  )
  return [planes, depth, info.outShape]
}

const pool = (x: Tensor, { shape, attributes }: Pooling): Tensor =>
  engine().runKernel(MaxPool, { x: reshape(x, shape) }, attributes)

/** wasm's own has the fault above; cpu's and WebGPU's the one of {@link atLeastNone}. */
export const maxPool3dKernel: SuppliedKernel = {
  kernelName: MaxPool3D,
  backends: ['cpu', 'wasm', 'webgpu'],
  compute: (inputs, attributes) => {
    const x = inputs.x as Tensor
    const [planes, depth, outShape] = planesThenDepth(x, attributes)
    return reshape(pool(pool(x, planes), depth), outShape)
  },
}

/** cpu's and WebGPU's own look in the wrong column where the window is not as wide as high. */
export const maxPool3dBackprop: SuppliedKernel = {
  kernelName: MaxPool3DGrad,
  backends: ['cpu', 'wasm', 'webgpu'],
  compute: (inputs, attributes) => {
    const { dy, input } = inputs as { dy: Tensor; input: Tensor }
    const [planes, depth] = planesThenDepth(input, attributes)
    const back = (cotangent: Tensor, x: Tensor, y: Tensor, { shape, attributes }: Pooling): Tensor =>
      engine().runKernel(
        MaxPoolGrad,
        { dy: reshape(cotangent, y.shape), input: reshape(x, shape), output: y },
        attributes,
      )
    const overPlanes = pool(input, planes)
    const along = pool(overPlanes, depth)
    const inPlanes = back(dy, overPlanes, along, depth)
    return reshape(back(inPlanes, input, overPlanes, planes), input.shape)
  },
}
