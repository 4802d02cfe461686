import type { Tensor } from '@tensorflow/tfjs-core'
import { Reverse, reshape, reverse, util } from '@tensorflow/tfjs-core'
import { aroundAxis, mostAxes } from './aroundAxis.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** WebGPU's own fails from five axes on: there it is asked for one axis at a time. */
export const reverseKernel: SuppliedKernel = {
  kernelName: Reverse,
  backends: ['webgpu'],
  compute: (inputs, attributes, original) => {
    const x = inputs.x as Tensor
    if (x.rank <= mostAxes) return original(inputs)
    const turned = util
      .parseAxisParam(attributes.dims as number | number[], x.shape)
      .reduce((rest, axis) => aroundAxis(rest, axis, part => reverse(part, 1)), x)
    return turned === x ? reshape(x, x.shape) : turned
  },
}
