import type { Tensor } from '@tensorflow/tfjs-core'
import { addN, tidy } from '@tensorflow/tfjs-core'

/** WebGPU guarantees a shader eight storage buffers: seven operands and the result. */
const most = 7

/**
 * The sum of tensors of one shape, as `tf.addN` for any number of them: tfjs's WebGPU kernel binds all operands
 * at once and returns garbage for more than seven.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { addAll } from '@planish/backend'
 *
 * addAll(Array.from({ length: 20 }, () => tf.scalar(1))) // 20
 * ```
 */
export function addAll(tensors: readonly Tensor[]): Tensor {
  if (tensors.length <= most) return addN([...tensors])
  return tidy(() => {
    const sums: Tensor[] = []
    for (let start = 0; start < tensors.length; start += most) {
      sums.push(addN(tensors.slice(start, start + most)))
    }
    return addAll(sums)
  })
}
