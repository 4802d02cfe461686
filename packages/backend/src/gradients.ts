import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import { BatchMatMul, getGradient, registerGradient, unregisterGradient } from '@tensorflow/tfjs-core'
import { matMul } from './matMul.ts'

/** tfjs's rule for `BatchMatMul`, with products that are fast on every backend (see {@link matMul}). */
const batchMatMulGradient: GradConfig = {
  kernelName: BatchMatMul,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attributes: NamedAttrMap) => {
    const dc = dy as Tensor
    const [a, b] = saved as [Tensor, Tensor]
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean }
    return {
      a: () => (transposeA ? matMul(b, dc, transposeB, true) : matMul(dc, b, false, !transposeB)),
      b: () => (transposeB ? matMul(dc, a, true, transposeA) : matMul(a, dc, !transposeA, false)),
    }
  },
}

/** Puts Planish's gradient rules in the place of tfjs's; safe to call again. */
export function installGradients(): void {
  if (getGradient(BatchMatMul) === batchMatMulGradient) return
  unregisterGradient(BatchMatMul)
  registerGradient(batchMatMulGradient)
}
