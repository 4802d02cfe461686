import * as backend from '@planish/backend'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import { type Definition, type Operation, operation, real } from '../operation.ts'

type Transposes = { readonly transposeA: boolean; readonly transposeB: boolean }

/** Rows, inner length and columns: now and then a product of little with much between, which kernels divide. */
const drawLengths = (draws: Draws): [number, number, number] =>
  draws.chance(0.1)
    ? [draws.whole(1, 5), draws.oneOf([64, 129, 260, 1031, 2100]), draws.whole(1, 5)]
    : [draws.length(), draws.length(), draws.length()]

function batches(draws: Draws): [number[], number[]] {
  const [many, more] = [draws.length(), draws.whole(1, 3)]
  return draws.oneOf([
    [[], []],
    [[], []],
    [[many], [many]],
    [[1], [many]],
    [[many], [1]],
    [
      [more, many],
      [more, many],
    ],
    [
      [more, 1],
      [1, many],
    ],
  ])
}

const matMul = (multiply: typeof backend.matMul): Definition<Transposes> => ({
  draw: draws => {
    const [rows, inner, columns] = drawLengths(draws)
    const [transposeA, transposeB] = [draws.chance(0.5), draws.chance(0.5)]
    const [batchA, batchB] = batches(draws)
    return {
      operands: [
        real([...batchA, ...(transposeA ? [inner, rows] : [rows, inner])]),
        real([...batchB, ...(transposeB ? [columns, inner] : [inner, columns])]),
      ],
      attributes: { transposeA, transposeB },
    }
  },
  apply: ([a, b], { transposeA, transposeB }) => multiply(a as Tensor, b as Tensor, transposeA, transposeB),
  weight: 4,
  sumOfProducts: true,
})

const sums = {
  draw: (draws: Draws) => {
    const shape = draws.shape(draws.whole(0, 3))
    return { operands: draws.list(draws.whole(1, 16), () => real(shape)), attributes: {} }
  },
  sumOfProducts: true,
} as const

interface Equation {
  readonly equation: string
  readonly [name: string]: unknown
}

const equations = [
  'ij,jk->ik',
  'bij,bjk->bik',
  'bqhd,bkhd->bhqk',
  'ij,jk->k',
  'ij,kl->lj',
  'i,j->ij',
  'ijk->ki',
]

const einsum = operation<Equation>('einsum', {
  draw: draws => {
    const equation = draws.oneOf(equations)
    const lengths = new Map<string, number>()
    const lengthOf = (axis: string): number => {
      const length = lengths.get(axis) ?? draws.oneOf([1, 2, 3, 5])
      lengths.set(axis, length)
      return length
    }
    const [terms = ''] = equation.split('->')
    return {
      operands: terms.split(',').map(axes => real([...axes].map(lengthOf))),
      attributes: { equation },
    }
  },
  apply: (operands, { equation }) => tf.einsum(equation, ...operands),
  sumOfProducts: true,
})

export const products: readonly Operation[] = [
  operation('matMul', matMul(tf.matMul)),
  operation('@planish/backend matMul', matMul(backend.matMul)),
  operation('@planish/backend addAll', { ...sums, apply: operands => backend.addAll(operands) }),
  einsum,
]
