import { scoped } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'

describe('the gradient of add', () => {
  const shapes: readonly (readonly [number[], number[]])[] = [
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], [3]],
    [
      [2, 1],
      [2, 3],
    ],
    [[], [2, 3]],
    [
      [4, 1, 3],
      [2, 1],
    ],
  ]

  it.each(shapes)('of shapes %j and %j sums what was broadcast', (shapeA, shapeB) =>
    scoped(async own => {
      const [a, b] = [own(tf.randomUniform(shapeA, -1, 1, 'float32', 1)), own(tf.zeros(shapeB))]
      // A broadcast by multiplication has tfjs's own gradient; a and b enter it alike.
      const [ones, plus] = [own(tf.tidy(() => tf.mul(tf.onesLike(a), tf.onesLike(b)))), own(tf.add(a, b))]
      const weights = own(tf.randomUniform(plus.shape, -1, 1, 'float32', 2))
      const found = own(
        tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(tf.mul(weights, tf.add(x, y))))([a, b]),
      )
      const expected = [a, b].map(term =>
        own(tf.grad((x: tf.Tensor) => tf.sum(tf.mul(weights, tf.mul(x, ones))))(term)),
      )
      expect(found.map(({ shape }) => shape)).toEqual([shapeA, shapeB])
      await expectClose(found, expected, 1e-6)
    }),
  )

  it('counts a tensor twice that is added to itself', () =>
    scoped(async own => {
      const x = own(tf.tensor1d([1, 2]))
      const doubled = own(tf.grad((y: tf.Tensor) => tf.sum(tf.square(tf.add(y, y))))(x))
      await expectClose(doubled, own(tf.tensor1d([8, 16])), 1e-6)
    }))
})

describe('the gradient of relu', () => {
  it('is dy where the input is positive, and nothing at zero', () =>
    scoped(async own => {
      const x = own(tf.tensor1d([-3, -1e-30, 0, 1e-30, 2, 5e20]))
      const dy = own(tf.tensor1d([1, 2, 3, 4, 5, 6]))
      const found = own(tf.grad((y: tf.Tensor) => tf.sum(tf.mul(dy, tf.relu(y))))(x))
      await expectClose(found, own(tf.tensor1d([0, 0, 0, 4, 5, 6])), 0)
    }))

  it('can be differentiated again: ½ relu(x)² has the second derivative 1 where x is positive', () =>
    scoped(async own => {
      const x = own(tf.tensor1d([-2, 0.5, 3]))
      const first = (y: tf.Tensor): tf.Tensor =>
        tf.grad((z: tf.Tensor) => tf.mul(0.5, tf.sum(tf.square(tf.relu(z)))))(y)
      const second = own(tf.grad((y: tf.Tensor) => tf.sum(first(y)))(x))
      await expectClose(second, own(tf.tensor1d([0, 1, 1])), 1e-6)
    }))
})
