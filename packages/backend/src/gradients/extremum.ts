import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { cast, greater, greaterEqual, less, lessEqual, Maximum, Minimum, mul } from '@tensorflow/tfjs-core'
import { sumToShape } from './sumToShape.ts'

type Comparison = (a: Tensor, b: Tensor) => Tensor

/** dy goes to the operand that was taken, to the first where they are equal. tfjs's rules fail where one was broadcast. */
const extremumGradient = (kernelName: string, takesA: Comparison, takesB: Comparison): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [Tensor, Tensor]
    const where = (taken: Comparison): Tensor => mul(dy as Tensor, cast(taken(a, b), 'float32'))
    return { a: () => sumToShape(where(takesA), a.shape), b: () => sumToShape(where(takesB), b.shape) }
  },
})

export const maximumGradient = extremumGradient(Maximum, greaterEqual, less)
export const minimumGradient = extremumGradient(Minimum, lessEqual, greater)
