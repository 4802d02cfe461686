import { matMul } from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { byGroup, reshaped, rowsOf } from '../byGroup.ts'
import { bytes, count, formedWork, gramWork } from '../costModel.ts'
import { shift, shiftOwn } from '../shift.ts'
import type { Gram, Role } from './role.ts'

const replaceLast = (shape: readonly number[], width: number): number[] => [...shape.slice(0, -1), width]

/** x·w over the last axis, as one product of matrices; `transposed` for x·wᵀ. */
function lastAxisProduct(x: Tensor, w: Tensor, transposed = false): Tensor {
  if (x.rank === 2) return matMul(x, w, false, transposed)
  const width = w.shape[transposed ? 0 : 1] as number
  return tf.reshape(matMul(rowsOf(x), w, false, transposed), replaceLast(x.shape, width))
}

/** The same with a matrix for each group. */
function ownProduct(x: Tensor, ws: Tensor, transposed = false): Tensor {
  const width = ws.shape[transposed ? 1 : 2] as number
  const product = matMul(byGroup(x, ws.shape[0] as number), ws, false, transposed)
  return reshaped(product, replaceLast(x.shape, width))
}

/** K = u′uᵀ: the positions of a group are rows. */
function positionsGram(u: Tensor, groups: number): Gram {
  const rows = byGroup(u, groups)
  return {
    tensors: [rows],
    between: at => matMul(byGroup(at, groups), rows, false, true),
    pullback: cotangent => reshaped(matMul(cotangent, rows), u.shape),
  }
}

/** u·W over the last axis. */
export const matrix: Role = {
  name: 'matrix',
  apply: (u, w, bias) => shift(lastAxisProduct(u, w), bias),
  pullback: (cotangent, w) => lastAxisProduct(cotangent, w, true),
  gradient: (u, cotangent) => matMul(rowsOf(u), rowsOf(cotangent), true, false),
  groupGradients: (u, cotangent, _, groups) =>
    matMul(byGroup(u, groups), byGroup(cotangent, groups), true, false),
  applyOwn: (u, ws, biases) => shiftOwn(ownProduct(u, ws), biases),
  pullbackOwn: (cotangent, ws) => ownProduct(cotangent, ws, true),
  grams: { gram: (u, _, groups) => positionsGram(u, groups) },
  work: ({ input, parameter, m }) => {
    const [inputs, outputs] = parameter as [number, number]
    const positions = (m * count(input)) / inputs
    const forward = positions * inputs * outputs
    const factors = bytes * positions * (inputs + outputs)
    const formed = formedWork(forward, inputs * outputs)
    if (positions === 1) {
      const rankOne = { multiplyAdds: 3 * (inputs + outputs), traffic: 3 * factors, held: factors }
      return { forward, variants: { 'rank one': rankOne, formed } }
    }
    return { forward, variants: { gram: gramWork(positions, inputs, outputs, factors), formed } }
  },
}
