import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import { reshape, Slice, slice, slice_util, util } from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** The most axes whose offsets WebGPU's shader reads where they were written. */
const mostAxes = 4

/** What lies from `begin` on along one axis, the axes before and after it taken together. */
function cut(x: Tensor, axis: number, begin: number, size: number): Tensor {
  if (size === x.shape[axis]) return x
  const before = util.sizeFromShape(x.shape.slice(0, axis))
  const after = util.sizeFromShape(x.shape.slice(axis + 1))
  const part = slice(
    reshape(x, [before, x.shape[axis] as number, after]),
    [0, begin, 0],
    [before, size, after],
  )
  return reshape(part, x.shape.toSpliced(axis, 1, size))
}

/** WebGPU's own returns other elements from five axes on: there it is asked for one axis at a time. */
export const sliceKernel: SuppliedKernel = {
  kernelName: Slice,
  backends: ['webgpu'],
  compute: (inputs, attributes, original) => {
    const x = inputs.x as Tensor
    if (x.rank <= mostAxes) return original(inputs)
    const [begin, size] = slice_util.parseSliceParams(
      x as TensorInfo,
      attributes.begin as number[],
      attributes.size as number[],
    ) as [number[], number[]]
    const cuts = size.reduce((rest, length, axis) => cut(rest, axis, begin[axis] as number, length), x)
    return cuts === x ? reshape(x, x.shape) : cuts
  },
}
