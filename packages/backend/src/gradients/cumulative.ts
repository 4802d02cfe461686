import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { Cumprod, Cumsum, cumsum, reverse } from '@tensorflow/tfjs-core'
import { aroundAxis, mostAxes } from './aroundAxis.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** Cumulative sums from the other end. tfjs's rule transposes the result when the axis is not the last one. */
export const cumsumGradient: GradConfig = {
  kernelName: Cumsum,
  gradFunc: (dy, _saved, attributes) => {
    const { axis, exclusive, reverse } = attributes as { axis: number; exclusive: boolean; reverse: boolean }
    return { x: () => cumsum(dy as Tensor, axis, exclusive, !reverse) }
  },
}

/**
 * From the other end WebGPU's own have the length of the axis in their shader, but not in the key under which it
 * is kept: the next length is given the shader of the first. The gradients of `cumsum` and `prod` run them so. Of more
 * than four axes they want nothing to know.
 */
const cumulativeKernel = (kernelName: string): SuppliedKernel => ({
  kernelName,
  backends: ['webgpu'],
  compute: (inputs, attributes, original) => {
    const axis = attributes.axis as number
    const forward = (x: Tensor): Tensor => {
      if (x.rank <= mostAxes) return original({ x }, { ...attributes, reverse: false })
      return aroundAxis(x, axis, part => original({ x: part }, { ...attributes, axis: 1, reverse: false }))
    }
    const x = inputs.x as Tensor
    return attributes.reverse === true ? reverse(forward(reverse(x, axis)), axis) : forward(x)
  },
})

export const cumsumKernel = cumulativeKernel(Cumsum)
export const cumprodKernel = cumulativeKernel(Cumprod)
