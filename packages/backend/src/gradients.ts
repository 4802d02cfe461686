import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'
import {
  Add,
  BatchMatMul,
  broadcast_util,
  clone,
  getBackend,
  getGradient,
  mul,
  Relu,
  registerGradient,
  reshape,
  sign,
  step,
  sum,
  unregisterGradient,
} from '@tensorflow/tfjs-core'
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

/**
 * dy where the output is positive. tfjs's native kernel for `step` is put together from six others and an array of
 * ones; the sign of an output that is never negative is the same number from one.
 */
const reluGradient: GradConfig = {
  kernelName: Relu,
  outputsToSave: [true],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [y] = saved as [Tensor]
    return { x: () => mul(dy as Tensor, getBackend() === 'tensorflow' ? sign(y) : step(y)) }
  },
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis])

/** dy summed over what was broadcast to its shape. */
function summedTo(shape: number[], dy: Tensor): Tensor {
  if (sameShape(shape, dy.shape)) return clone(dy)
  const sums = sum(dy, broadcast_util.getReductionAxes(shape, dy.shape))
  return sameShape(shape, sums.shape) ? sums : reshape(sums, shape)
}

/** tfjs's rule for `Add`, without reshaping what has its shape: on native that is a call like any other. */
const addGradient: GradConfig = {
  kernelName: Add,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [a, b] = saved as [Tensor, Tensor]
    return { a: () => summedTo(a.shape, dy as Tensor), b: () => summedTo(b.shape, dy as Tensor) }
  },
}

/** Puts Planish's gradient rules in the place of tfjs's; safe to call again. */
export function installGradients(): void {
  for (const gradient of [addGradient, batchMatMulGradient, reluGradient]) {
    if (getGradient(gradient.kernelName) === gradient) continue
    unregisterGradient(gradient.kernelName)
    registerGradient(gradient)
  }
}
