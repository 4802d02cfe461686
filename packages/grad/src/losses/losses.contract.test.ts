import { scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Loss } from '../model.ts'
import { crossEntropy } from './crossEntropy.ts'
import { logistic } from './logistic.ts'
import { squared } from './squared.ts'

/** WGSL allows exp an error that grows with its argument: some 60 ulp at −30. */
const tolerance = 1e-5

const extreme = 1e4

/** Ordinary, fitted (by 30), badly wrong, and extreme logits of three classes. */
const logits = [
  [0.5, -1.25, 2],
  [0, 0, 0],
  [30, 0, -1],
  [0, -30, 0],
  [extreme, -extreme, 0],
  [-extreme, extreme, extreme],
  [extreme, extreme, extreme],
]
const classes = [2, 1, 0, 1, 0, 0, 2]

/** Targets that share their weight among classes, as smoothing and mixing make them. */
const soft = [
  [0.1, 0.2, 0.7],
  [0.5, 0.5, 0],
  [0.9, 0.05, 0.05],
  [0, 1, 0],
  [0.25, 0.25, 0.5],
  [0.2, 0.3, 0.5],
  [0, 0, 1],
]

const oneHot = classes.map(label => [0, 1, 2].map(k => (k === label ? 1 : 0)))

const margins = [0, 1.5, -1.5, 30, -30, extreme, -extreme]
const signs = [0, 1, 1, 1, 1, 1, 1].map(bit => 2 * bit - 1)

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** In doubles: ℓ = Σ t·(lse − z), accurate where one class has all but nothing. */
function crossEntropyOf(z: readonly number[], t: readonly number[]): { loss: number; residual: number[] } {
  const top = Math.max(...z)
  const first = z.indexOf(top)
  const rest = sum(z.map((value, k) => (k === first ? 0 : Math.exp(value - top))))
  const logSum = Math.log1p(rest)
  const loss = sum(t.map((weight, k) => (weight === 0 ? 0 : weight * (top - (z[k] as number) + logSum))))
  const p = z.map(value => Math.exp(value - top) / (1 + rest))
  const others = (k: number): number => sum(p.filter((_, j) => j !== k))
  const residual = p.map((value, k) => value * (1 - (t[k] as number)) - (t[k] as number) * others(k))
  return { loss, residual }
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

interface Case {
  readonly name: string
  readonly loss: Loss
  readonly logits: number[][]
  readonly labels: () => tf.Tensor
  readonly expected: readonly { loss: number; residual: number[] }[]
}

const cases: readonly Case[] = [
  {
    name: 'cross-entropy of class indices',
    loss: crossEntropy,
    logits,
    labels: () => tf.tensor1d(classes, 'int32'),
    expected: logits.map((z, i) => crossEntropyOf(z, oneHot[i] as number[])),
  },
  {
    name: 'cross-entropy of soft targets',
    loss: crossEntropy,
    logits,
    labels: () => tf.tensor2d(soft),
    expected: logits.map((z, i) => crossEntropyOf(z, soft[i] as number[])),
  },
  {
    name: 'squared loss of class indices',
    loss: squared,
    logits,
    labels: () => tf.tensor1d(classes, 'int32'),
    expected: logits.map((z, i) => {
      const residual = z.map((value, k) => value - (oneHot[i]?.[k] as number))
      return { loss: sum(residual.map(r => r * r)) / 2, residual }
    }),
  },
  {
    name: 'logistic loss',
    loss: logistic,
    logits: margins.map((margin, i) => [margin * (signs[i] as number)]),
    labels: () =>
      tf.tensor1d(
        signs.map(t => (t + 1) / 2),
        'int32',
      ),
    expected: margins.map((margin, i) => ({
      loss: softplus(-margin),
      residual: [-(signs[i] as number) * sigmoid(-margin)],
    })),
  },
]

/** Digits that float32 loses when a loss is the difference of two logits of this size. */
const rounding = 2e-6

describe.each(cases)('$name', ({ loss, logits, labels, expected }) => {
  it('has its closed form, finite for extreme logits', () =>
    scoped(async own => {
      const [z, y] = [own(tf.tensor2d(logits)), own(labels())]
      const found = await own(loss.perExample(z, y)).data()
      expected.forEach((example, i) => {
        const scale = Math.max(Math.abs(example.loss), ...(logits[i] as number[]).map(Math.abs), 1)
        expect(Math.abs((found[i] as number) - example.loss), `loss ${i}`).toBeLessThan(rounding * scale)
      })
    }))

  it('has a residual that keeps its relative precision, entry by entry', () =>
    scoped(async own => {
      const [z, y] = [own(tf.tensor2d(logits)), own(labels())]
      const found = await own(loss.residual(z, y)).data()
      expected
        .flatMap(example => example.residual)
        .forEach((value, i) => {
          const soft = y.rank === 2 ? 1e-6 : 0 // p − t can't be more precise than p when t is not 0 or 1
          const error = Math.abs((found[i] as number) - value)
          expect(error, `entry ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(
            tolerance * Math.abs(value) + soft + 1e-37, // WebGPU may flush denormals
          )
        })
    }))

  it('has the residual as its gradient, scaled by what comes from above', () =>
    scoped(async own => {
      const [z, y] = [own(tf.tensor2d(logits)), own(labels())]
      const weights = own(tf.linspace(-1, 1, expected.length))
      const weighted = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(weights, loss.perExample(x, y)))
      const found = own(tf.grad(weighted)(z))
      const residual = own(loss.residual(z, y))
      await expectClose(found, own(tf.mul(residual, own(tf.expandDims(weights, 1)))), 1e-6)
    }))
})

it('keeps a direction for a fitted example, where softmax − one-hot has none', () =>
  scoped(async own => {
    const z = own(tf.tensor2d([[30, 0]]))
    const [label, other] = await own(crossEntropy.residual(z, own(tf.tensor1d([0], 'int32')))).data()
    expect(label).toBe(-(other as number))
    expect(other).toBeCloseTo(9.3576229688e-14, 18)
    const [rounded] = await own(tf.sub(own(tf.softmax(z)), 1)).data()
    expect(rounded).toBe(0)
  }))

it('cross-entropy is invariant to a shift of all logits, and its residual sums to zero', () =>
  scoped(async own => {
    const z = own(tf.tensor2d(logits.slice(0, 4)))
    const y = own(tf.tensor1d(classes.slice(0, 4), 'int32'))
    const residual = own(crossEntropy.residual(z, y))
    await expectClose(own(crossEntropy.residual(own(tf.add(z, 8)), y)), residual, tolerance)
    // The loss of logits that are far from 0 keeps the digits of their differences.
    const far = own(tf.tensor2d([[4096, 4097, 4099]]))
    const near = own(tf.tensor2d([[0, 1, 3]]))
    const label = own(tf.tensor1d([1], 'int32'))
    await expectClose(
      own(crossEntropy.perExample(far, label)),
      own(crossEntropy.perExample(near, label)),
      tolerance,
    )
    const total = await own(tf.sum(residual, 1)).data()
    total.forEach(value => {
      expect(Math.abs(value)).toBeLessThan(1e-6)
    })
  }))

describe('labels that do not fit', () => {
  const wrong: readonly [string, Loss, number[], () => tf.Tensor, string][] = [
    ['too few', crossEntropy, [3, 2], () => tf.zeros([1], 'int32'), 'shape [1] and type int32'],
    ['of float class indices', crossEntropy, [3, 2], () => tf.zeros([3]), 'shape [3] and type float32'],
    ['too wide', squared, [3, 2], () => tf.zeros([3, 4]), 'shape [3, 4] and type float32'],
    ['rows too few', squared, [3, 2], () => tf.zeros([1, 2]), 'shape [1, 2] and type float32'],
    ['for a logit too many', logistic, [3, 2], () => tf.zeros([3], 'int32'), 'shape [3, 2]'],
    ['too few for one logit', logistic, [3, 1], () => tf.zeros([1], 'int32'), 'shape [1]'],
  ]
  it.each(wrong)('%s are refused with both shapes', (_, loss, shape, labels, message) =>
    scoped(async own => {
      const [z, y] = [own(tf.zeros(shape)), own(labels())]
      for (const f of [loss.perExample, loss.residual]) {
        expect(() => f(z, y)).toThrow(expect.objectContaining({ code: 'model' }))
        expect(() => f(z, y)).toThrow(message)
        expect(() => f(z, y)).toThrow(`[${shape.join(', ')}]`)
      }
    }),
  )
})
