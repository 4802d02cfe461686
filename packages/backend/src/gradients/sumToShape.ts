import type { Tensor } from '@tensorflow/tfjs-core'
import { broadcast_util, reshape, sum } from '@tensorflow/tfjs-core'

/** The gradient of broadcasting from `shape`: the sum over the axes along which values were repeated. */
export function sumToShape(x: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, x.shape)
  return axes.length === 0 ? x : reshape(sum(x, axes), shape)
}
