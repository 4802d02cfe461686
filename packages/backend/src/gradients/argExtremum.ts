import type { Tensor } from '@tensorflow/tfjs-core'
import { ArgMax, ArgMin, reshape, util } from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** WebGPU's own make a list of one of what should be a scalar. */
const argKernel = (kernelName: string): SuppliedKernel => ({
  kernelName,
  backends: ['webgpu'],
  compute: (inputs, attributes, original) => {
    const x = inputs.x as Tensor
    const axes = util.parseAxisParam(attributes.axis as number | number[], x.shape)
    return reshape(
      original(inputs),
      x.shape.filter((_, axis) => !axes.includes(axis)),
    )
  },
})

export const argMaxKernel = argKernel(ArgMax)
export const argMinKernel = argKernel(ArgMin)
