import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { mul, SquaredDifference, sub } from '@tensorflow/tfjs-core'
import { sumToShape } from './sumToShape.ts'

/** ±2 (a − b). tfjs's rule fails where an operand was broadcast. */
export const squaredDifferenceGradient: GradConfig = {
  kernelName: SquaredDifference,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [Tensor, Tensor]
    const gradient = (sign: number): Tensor => mul(dy as Tensor, mul(2 * sign, sub(a, b)))
    return {
      a: () => sumToShape(gradient(1), a.shape),
      b: () => sumToShape(gradient(-1), b.shape),
    }
  },
}
