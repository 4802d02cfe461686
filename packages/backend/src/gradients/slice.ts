import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import { reshape, Slice, slice, slice_util } from '@tensorflow/tfjs-core'
import { aroundAxis, mostAxes } from './aroundAxis.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** What lies from `begin` on along one axis. */
function cut(x: Tensor, axis: number, begin: number, size: number): Tensor {
  if (size === x.shape[axis]) return x
  return aroundAxis(x, axis, part => slice(part, [0, begin, 0], [-1, size, -1]))
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
