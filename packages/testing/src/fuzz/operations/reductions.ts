import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import type { Values } from '../fuzzCase.ts'
import { type Definition, type Operation, operation, real, signed } from '../operation.ts'

type Axes = { readonly axes: number[]; readonly keepDims: boolean }

/** Now and then an axis that a workgroup does not reduce at once. */
const reducedShape = (draws: Draws): number[] =>
  draws.chance(0.1) ? [draws.whole(1, 3), draws.oneOf([257, 1025, 1500])] : draws.shape(draws.whole(1, 5))

const someOf = (draws: Draws, rank: number): number[] =>
  draws.permutation(rank).slice(0, draws.whole(1, rank))

const overAxes = (
  name: string,
  apply: (x: Tensor, axes: number[], keepDims: boolean) => Tensor,
  options: Pick<Definition<Axes>, 'sumOfProducts' | 'differentiable' | 'tolerance'> = {},
  values: Values = signed,
): Operation =>
  operation<Axes>(name, {
    draw: draws => {
      const shape = reducedShape(draws)
      return {
        operands: [real(shape, values)],
        attributes: { axes: someOf(draws, shape.length), keepDims: draws.chance(0.5) },
      }
    },
    apply: ([x], { axes, keepDims }) => apply(x as Tensor, axes, keepDims),
    ...options,
  })

const one: Values = { from: 0.9, to: 1.1 }

type Axis = { readonly axis: number }

const alongAxis = (
  name: string,
  apply: (x: Tensor, axis: number) => Tensor,
  options: Pick<Definition<Axis>, 'sumOfProducts' | 'differentiable'> = {},
): Operation =>
  operation<Axis>(name, {
    draw: draws => {
      const shape = reducedShape(draws)
      return { operands: [real(shape)], attributes: { axis: draws.whole(0, shape.length - 1) } }
    },
    apply: ([x], { axis }) => apply(x as Tensor, axis),
    ...options,
  })

type Cumulative = { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean }

const cumsum = operation<Cumulative>('cumsum', {
  draw: draws => {
    const shape = reducedShape(draws)
    return {
      operands: [real(shape)],
      attributes: {
        axis: draws.whole(0, shape.length - 1),
        exclusive: draws.chance(0.5),
        reverse: draws.chance(0.5),
      },
    }
  },
  apply: ([x], { axis, exclusive, reverse }) => tf.cumsum(x as Tensor, axis, exclusive, reverse),
  sumOfProducts: true,
})

/** tfjs's own is for the last axis alone. */
const lastAxis = (name: string, apply: (x: Tensor) => Tensor): Operation =>
  operation<{ readonly [name: string]: never }>(name, {
    draw: draws => ({ operands: [real(reducedShape(draws))], attributes: {} }),
    apply: ([x]) => apply(x as Tensor),
    weight: 2,
  })

export const reductions: readonly Operation[] = [
  overAxes('sum', (x, axes, keepDims) => tf.sum(x, axes, keepDims), { sumOfProducts: true }),
  overAxes('mean', (x, axes, keepDims) => tf.mean(x, axes, keepDims), { sumOfProducts: true }),
  overAxes('max', (x, axes, keepDims) => tf.max(x, axes, keepDims)),
  overAxes('min', (x, axes, keepDims) => tf.min(x, axes, keepDims)),
  overAxes('prod', (x, axes, keepDims) => tf.prod(x, axes, keepDims), { tolerance: 1e-3 }, one),
  overAxes('logSumExp', (x, axes, keepDims) => tf.logSumExp(x, axes, keepDims)),
  overAxes('norm', (x, axes, keepDims) => tf.norm(x, 'euclidean', axes.slice(0, 1), keepDims)),
  alongAxis('argMax', (x, axis) => tf.argMax(x, axis), { differentiable: false }),
  alongAxis('argMin', (x, axis) => tf.argMin(x, axis), { differentiable: false }),
  cumsum,
  lastAxis('softmax', x => tf.softmax(x)),
  lastAxis('logSoftmax', x => tf.logSoftmax(x)),
]
