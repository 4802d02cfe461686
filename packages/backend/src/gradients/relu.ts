import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { getBackend, mul, Relu, sign, step } from '@tensorflow/tfjs-core'

/**
 * dy where the output is positive. tfjs's native kernel for `step` is put together from six others and an array of
 * ones; the sign of an output that is never negative is the same number from one.
 */
export const reluGradient: GradConfig = {
  kernelName: Relu,
  outputsToSave: [true],
  gradFunc: (dy, saved) => {
    const [y] = saved as [Tensor]
    return { x: () => mul(dy as Tensor, getBackend() === 'tensorflow' ? sign(y) : step(y)) }
  },
}
