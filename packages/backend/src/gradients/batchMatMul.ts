import type { GradConfig, Tensor } from '@tensorflow/tfjs-core'
import {
  _FusedMatMul,
  BatchMatMul,
  broadcast_util,
  broadcastTo,
  getBackend,
  slice,
  util,
} from '@tensorflow/tfjs-core'
import { matMul } from '../matMul.ts'
import { ownProduct } from '../ownProduct.ts'
import { sumToShape } from './sumToShape.ts'
import type { SuppliedKernel } from './suppliedKernel.ts'

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

/** The shape in which data was a right operand for the first time. */
const firstShapes = new WeakMap<object, string>()

/**
 * wasm prepares a right operand once, under the name of its data, and takes what it prepared for the same data in any
 * other shape: the numbers are wrong, or written past the end. Data that comes back reshaped is copied.
 */
function asRightOperand(b: Tensor): Tensor {
  const shape = b.shape.slice(-2).join()
  const first = firstShapes.get(b.dataId) ?? shape
  firstShapes.set(b.dataId, first)
  return first === shape ? b : slice(b, [...b.shape.map(() => 0)], b.shape)
}

const batchOf = ({ shape }: Tensor): number[] => shape.slice(0, -2)

/** The operands of a product; on wasm with a right one that it may take as it is. */
const withRightOperand = (inputs: { readonly [name: string]: Tensor }): { [name: string]: Tensor } =>
  getBackend() === 'wasm' ? { ...inputs, b: asRightOperand(inputs.b as Tensor) } : { ...inputs }

/** wasm's product with a bias and an activation: see {@link asRightOperand}. */
export const fusedMatMulKernel: SuppliedKernel = {
  kernelName: _FusedMatMul,
  backends: ['wasm'],
  compute: (inputs, _attributes, original) => original(withRightOperand(inputs)),
}

/**
 * These backends repeat one operand, of one matrix, for the matrices of the other. Where both have several and each
 * is repeated along axes of its own they multiply the wrong ones, and too few: both are written out first. Native does
 * not, and has a product of Planish's own for some shapes.
 */
export const batchMatMulKernel: SuppliedKernel = {
  kernelName: BatchMatMul,
  backends: ['cpu', 'wasm', 'webgpu', 'tensorflow'],
  compute: (inputs, attributes, original) => {
    if (getBackend() === 'tensorflow') {
      const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean }
      return ownProduct(inputs.a as Tensor, inputs.b as Tensor, transposeA, transposeB) ?? original(inputs)
    }
    const { a, b } = withRightOperand(inputs) as { a: Tensor; b: Tensor }
    const batches = [batchOf(a), batchOf(b)] as const
    const batch = broadcast_util.assertAndGetBroadcastShape(...batches)
    const isRight = batches.some(own => util.sizeFromShape(own) === 1) || util.arraysEqual(...batches)
    if (isRight) return original({ a, b })
    const writtenOut = (x: Tensor): Tensor => broadcastTo(x, [...batch, ...x.shape.slice(-2)])
    return original({ a: writtenOut(a), b: writtenOut(b) })
  },
}
