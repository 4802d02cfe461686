import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Draws } from '../draws.ts'
import type { Values } from '../fuzzCase.ts'
import { type Definition, type Operation, operation, positive, real, signed } from '../operation.ts'

const anyShape = (draws: Draws): number[] => draws.shape(draws.whole(0, 4))

type None = { readonly [name: string]: never }
type Options = Pick<Definition<None>, 'differentiable' | 'sumOfProducts' | 'tolerance'>

const unary = (
  name: string,
  apply: (x: Tensor) => Tensor,
  values = signed,
  options: Options = {},
): Operation =>
  operation<None>(name, {
    draw: draws => ({ operands: [real(anyShape(draws), values)], attributes: {} }),
    apply: ([x]) => apply(x as Tensor),
    ...options,
  })

const small: Values = { from: -0.9, to: 0.9 }
const linear: Options = { sumOfProducts: true }
const discrete: Options = { differentiable: false }

/** WGSL asks no more of a sine than an error of 2⁻¹¹. */
const coarse: Options = { tolerance: 1e-3 }

const half = Math.sqrt(0.5)

const unaries = [
  unary('abs', tf.abs),
  unary('asin', tf.asin, small),
  unary('atan', tf.atan),
  unary('atanh', tf.atanh, small),
  unary('cast to int32', x => tf.cast(x, 'int32'), { from: -9, to: 9.3 }, discrete),
  unary('ceil', tf.ceil, { from: -9, to: 9.3 }),
  unary('clipByValue', x => tf.clipByValue(x, -1.13, 1.17)),
  unary('cos', tf.cos, signed, coarse),
  unary('cosh', tf.cosh),
  unary('elu', tf.elu),
  unary('erf', tf.erf),
  unary('exp', tf.exp),
  unary('expm1', tf.expm1),
  unary('floor', tf.floor, { from: -9, to: 9.3 }),
  unary('gelu', x => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, half))))),
  unary('leakyRelu', x => tf.leakyRelu(x, 0.1)),
  unary('log', tf.log, positive),
  unary('log1p', tf.log1p, positive),
  unary('logSigmoid', tf.logSigmoid),
  unary('neg', tf.neg, signed, linear),
  unary('reciprocal', tf.reciprocal, positive),
  unary('relu', tf.relu),
  unary('relu6', tf.relu6, { from: -3, to: 9 }),
  unary('round', tf.round, { from: -9, to: 9.3 }),
  unary('rsqrt', tf.rsqrt, positive),
  unary('selu', tf.selu),
  unary('sigmoid', tf.sigmoid),
  unary('sign', tf.sign),
  unary('sin', tf.sin, signed, coarse),
  unary('sinh', tf.sinh),
  unary('softplus', tf.softplus),
  unary('sqrt', tf.sqrt, positive),
  unary('square', tf.square, signed, linear),
  unary('step', x => tf.step(x, 0.1)),
  unary('tan', tf.tan, small, { tolerance: 3e-3 }),
  unary('tanh', tf.tanh),
]

/** Two shapes that broadcast to one another: each axis shared, or of length 1 in one, or missing in front. */
export function broadcastShapes(draws: Draws): [number[], number[]] {
  const full = draws.shape(draws.whole(0, 4))
  if (draws.chance(0.3)) return [full, full]
  const part = (): number[] =>
    full.slice(draws.chance(0.4) ? draws.whole(0, full.length) : 0).map(n => (draws.chance(0.3) ? 1 : n))
  return draws.oneOf([
    [full, part()],
    [part(), full],
    [part(), part()],
  ])
}

const binary = (
  name: string,
  apply: (a: Tensor, b: Tensor) => Tensor,
  values = signed,
  options: Options = {},
): Operation =>
  operation<None>(name, {
    draw: draws => ({ operands: broadcastShapes(draws).map(shape => real(shape, values)), attributes: {} }),
    apply: ([a, b]) => apply(a as Tensor, b as Tensor),
    ...options,
  })

const binaries = [
  binary('add', tf.add, signed, linear),
  binary('atan2', tf.atan2, positive),
  binary('div', tf.div, positive),
  binary('equal', tf.equal, signed, discrete),
  binary('greater', tf.greater, signed, discrete),
  binary('greaterEqual', tf.greaterEqual, signed, discrete),
  binary('less', tf.less, signed, discrete),
  binary('maximum', tf.maximum),
  binary('minimum', tf.minimum),
  binary('mul', tf.mul, signed, linear),
  binary('pow', tf.pow, positive),
  binary('prelu', tf.prelu),
  binary('squaredDifference', tf.squaredDifference),
  binary('sub', tf.sub),
]

const where = operation<None>('where', {
  draw: draws => {
    const [a, b] = broadcastShapes(draws)
    const shape = draws.oneOf([a, b, tf.broadcast_util.assertAndGetBroadcastShape(a, b)])
    return { operands: [{ shape, values: 'booleans' }, real(a), real(b)], attributes: {} }
  },
  apply: ([condition, a, b]) => tf.where(condition as Tensor, a as Tensor, b as Tensor),
  sumOfProducts: true,
})

export const elementwise: readonly Operation[] = [...unaries, ...binaries, where]
