import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { Add, clone } from '@tensorflow/tfjs-core'
import { sumToShape } from './sumToShape.ts'

/** tfjs's rule, without reshaping what has its shape: on native that is a call like any other. */
export const addGradient: GradConfig = {
  kernelName: Add,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [Tensor, Tensor]
    const inTerm = (term: Tensor): Tensor => {
      const summed = sumToShape(dy as Tensor, term.shape)
      return summed === dy ? clone(summed) : summed // the two terms' gradients are freed apart
    }
    return { a: () => inTerm(a), b: () => inTerm(b) }
  },
}
