import { scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { differentiate } from './differentiate.ts'

it('gives value, gradient and companions; zero for a parameter that plays no part', () =>
  scoped(async own => {
    const params = own({ a: tf.tensor1d([1, -2, 3]), layers: [{ unused: tf.ones([2, 2]) }], b: tf.scalar(4) })
    const found = own({
      ...differentiate(params, () => {
        const squares = tf.square(params.a)
        return { value: tf.mul(params.b, tf.sum(squares)), also: { squares, sums: [tf.sum(squares)] } }
      }),
    })
    const expected = own({
      value: tf.scalar(56),
      gradient: { a: tf.tensor1d([8, -16, 24]), layers: [{ unused: tf.zeros([2, 2]) }], b: tf.scalar(14) },
      also: { squares: tf.tensor1d([1, 4, 9]), sums: [tf.scalar(14)] },
    })
    await expectClose(found.value, expected.value, 1e-6)
    await expectClose(found.gradient, expected.gradient, 1e-6)
    await expectClose(found.also, expected.also, 1e-6)
  }))

it('makes exactly what it returns, inside a scope or outside', () =>
  scoped(async own => {
    const params = own({ a: tf.tensor1d([1, 2]), b: tf.scalar(1) })
    const run = () => ({
      ...differentiate(params, () => ({
        value: tf.sum(tf.exp(tf.mul(params.a, params.b))),
        also: [params.a],
      })),
    })
    const before = tf.memory().numTensors
    tf.dispose(run())
    expect(tf.memory().numTensors).toBe(before)
    const value = tf.tidy(() => run().value)
    expect(tf.memory().numTensors).toBe(before + 1)
    value.dispose()
  }))

it('takes a value of one element, whatever its rank, and no other', () =>
  scoped(async own => {
    const params = own({ a: tf.tensor2d([[3]]) })
    const found = own({ ...differentiate(params, () => ({ value: tf.square(params.a), also: [] })) })
    expect(found.value.shape).toEqual([])
    await expectClose(found.gradient, own({ a: tf.tensor2d([[6]]) }), 1e-6)
    const wide = own({ a: tf.ones([2]) })
    expect(() => differentiate(wide, () => ({ value: tf.square(wide.a), also: [] }))).toThrow()
  }))

it('leaks nothing when the function throws, and works again afterwards', () =>
  scoped(async own => {
    const params = own({ a: tf.tensor1d([1, 2]) })
    const before = tf.memory().numTensors
    expect(() =>
      differentiate(params, () => {
        tf.exp(tf.square(params.a)) // operations that save tensors for the backward pass
        throw new Error('broken model')
      }),
    ).toThrow('broken model')
    expect(tf.memory().numTensors).toBe(before)
    const again = own({ ...differentiate(params, () => ({ value: tf.sum(tf.square(params.a)), also: [] })) })
    await expectClose(again.gradient, own({ a: tf.tensor1d([2, 4]) }), 1e-6)
  }))

it('leaks nothing when the backward pass throws', () =>
  scoped(async own => {
    const params = own({ a: tf.tensor1d([1, 2]) })
    const before = tf.memory().numTensors
    const broken = tf.customGrad(x => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: () => {
        throw new Error('broken gradient')
      },
    }))
    expect(() =>
      differentiate(params, () => ({ value: tf.sum(tf.square(broken(params.a))), also: [params.a] })),
    ).toThrow('broken gradient')
    expect(tf.memory().numTensors).toBe(before)
  }))

it('can be nested: the outer tape survives the inner backward pass', () =>
  scoped(async own => {
    const params = own({ a: tf.scalar(3) })
    const found = own({
      ...differentiate(params, () => {
        const outer = tf.square(params.a)
        const { gradient } = differentiate(params, () => ({ value: tf.square(params.a), also: [] }))
        return { value: outer, also: { inner: gradient.a } }
      }),
    })
    await expectClose(found.also, own({ inner: tf.scalar(6) }), 1e-6)
    await expectClose(found.gradient, own({ a: tf.scalar(6) }), 1e-6)
  }))

const second = {
  exp: [(x: tf.Tensor) => tf.exp(x), (x: number) => Math.exp(x)],
  tanh: [(x: tf.Tensor) => tf.tanh(x), (x: number) => (-2 * Math.tanh(x)) / Math.cosh(x) ** 2],
  sigmoid: [
    (x: tf.Tensor) => tf.sigmoid(x),
    (x: number) => (Math.exp(-x) * (Math.exp(-x) - 1)) / (1 + Math.exp(-x)) ** 3,
  ],
} as const

it.each(Object.entries(second))(
  'nested, gives second derivatives also through an output that the operation saved: %s',
  (_, [f, expected]) =>
    scoped(async own => {
      const points = [-1, 0.5, 2]
      const params = own({ x: tf.tensor1d(points) })
      const found = own({
        ...differentiate(params, () => {
          const { gradient } = differentiate(params, () => ({ value: tf.sum(f(params.x)), also: [] }))
          return { value: tf.sum(gradient.x), also: [] }
        }),
      })
      await expectClose(found.gradient, own({ x: tf.tensor1d(points.map(expected)) }), 1e-5)
    }),
)

it('passes over comparisons, which have no derivative', () =>
  scoped(async own => {
    const params = own({ x: tf.tensor1d([-1, 0.5, 2]) })
    const found = own({
      ...differentiate(params, () => {
        const { x } = params
        const chosen = tf.where(tf.greater(x, tf.mul(x, x)), tf.mul(3, x), tf.square(x))
        return { value: tf.sum(chosen), also: [] }
      }),
    })
    await expectClose(found.gradient, own({ x: tf.tensor1d([-2, 3, 4]) }), 1e-6)
  }))
