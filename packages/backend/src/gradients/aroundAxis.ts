import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape, util } from '@tensorflow/tfjs-core'

/** The most axes that WebGPU's shaders know their way in; from five on many are wrong, or refused. */
export const mostAxes = 4

/** Something done along one axis, the axes before and after it taken together as one each: it has three axes then. */
export function aroundAxis(x: Tensor, axis: number, compute: (x: Tensor) => Tensor): Tensor {
  const before = util.sizeFromShape(x.shape.slice(0, axis))
  const after = util.sizeFromShape(x.shape.slice(axis + 1))
  const result = compute(reshape(x, [before, x.shape[axis] as number, after]))
  return reshape(result, x.shape.toSpliced(axis, 1, result.shape[1] as number))
}
