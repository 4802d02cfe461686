import type { Tensor } from '@tensorflow/tfjs-core'
import { PadV2, pad, reshape } from '@tensorflow/tfjs-core'
import { aroundAxis, mostAxes } from './aroundAxis.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

type Pair = [number, number]

function padAxis(x: Tensor, axis: number, padding: Pair, value: number): Tensor {
  if (padding.every(length => length === 0)) return x
  const paddings: [Pair, Pair, Pair] = [[0, 0], padding, [0, 0]]
  return aroundAxis(x, axis, part => pad(part, paddings, value))
}

/** WebGPU's own misplaces elements from five axes on: there it is asked for one axis at a time. */
export const padKernel: SuppliedKernel = {
  kernelName: PadV2,
  backends: ['webgpu'],
  compute: (inputs, { paddings, constantValue }, original) => {
    const x = inputs.x as Tensor
    if (x.rank <= mostAxes) return original(inputs)
    const padded = (paddings as Pair[]).reduce(
      (rest, padding, axis) => padAxis(rest, axis, padding, constantValue as number),
      x,
    )
    return padded === x ? reshape(x, x.shape) : padded
  },
}
