import type { Tensor } from '@tensorflow/tfjs-core'
import { PadV2, pad, reshape, util } from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** The most axes whose paddings WebGPU's shader reads where they were written. */
const mostAxes = 4

type Pair = [number, number]

/** Pads one axis, the axes before and after it taken together. */
function padAxis(x: Tensor, axis: number, [before, after]: Pair, value: number): Tensor {
  if (before === 0 && after === 0) return x
  const length = x.shape[axis] as number
  const [outer, inner] = [
    util.sizeFromShape(x.shape.slice(0, axis)),
    util.sizeFromShape(x.shape.slice(axis + 1)),
  ]
  const padded = pad(
    reshape(x, [outer, length, inner]),
    [
      [0, 0],
      [before, after],
      [0, 0],
    ],
    value,
  )
  return reshape(padded, x.shape.toSpliced(axis, 1, before + length + after))
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
