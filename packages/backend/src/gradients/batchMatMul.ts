import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import { BatchMatMul } from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { sumToShape } from './sumToShape.ts'

/**
 * tfjs's rule, with products that are fast on every backend (see {@link matMul}), and with the sum over batches
 * that an operand was repeated for, which tfjs's leaves out.
 */
export const batchMatMulGradient: GradConfig = {
  kernelName: BatchMatMul,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attributes) => {
    const dc = dy as Tensor
    const [a, b] = saved as [Tensor, Tensor]
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean }
    const inA = (): Tensor =>
      transposeA ? matMul(b, dc, transposeB, true) : matMul(dc, b, false, !transposeB)
    const inB = (): Tensor =>
      transposeB ? matMul(dc, a, true, transposeA) : matMul(a, dc, !transposeA, false)
    return { a: () => sumToShape(inA(), a.shape), b: () => sumToShape(inB(), b.shape) }
  },
}
