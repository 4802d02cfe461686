import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { affine, sumByGroup } from './affine.ts'
import { normalise, normaliseAffine, normaliseBatch, normaliseGroups } from './normalise.ts'

const epsilon = 1e-6

/** Well scattered, and away from zero: a mean that a one-pass variance would cancel against. */
const scattered = (shape: number[], seed: number, mean = 3): Tensor =>
  tf.randomNormal(shape, mean, 1, 'float32', seed)

/** x̂ by tfjs's own operations and rules. */
const plainly = (x: Tensor, axes: number[]): Tensor =>
  tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, axes, true))
    return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon)))
  })

const groupsPlainly = (x: Tensor, groups: number): Tensor =>
  tf.tidy(() => {
    const [batch, height, width, channels] = x.shape as [number, number, number, number]
    const split = tf.reshape(x, [batch, height * width, groups, channels / groups])
    return tf.reshape(plainly(split, [1, 3]), x.shape)
  })

/** What is compared: values, and gradients of Σ w∘f. */
function evaluate(f: (...x: Tensor[]) => Tensor, x: Tensor[]): Tensor[] {
  return tf.tidy(() => {
    const value = f(...x)
    const weights = scattered(value.shape, 99, 0)
    return [value, ...tf.grads((...at: Tensor[]) => tf.sum(tf.mul(weights, f(...at))))(x)]
  })
}

/**
 * Both are computed in float32, where the mean of 3 costs two bits and a sum of a few hundred terms some more: 1e-6
 * to 3e-6 is what they differ by, on any backend.
 */
const tolerance = 1e-5

async function expectSame(
  found: (...x: Tensor[]) => Tensor,
  expected: (...x: Tensor[]) => Tensor,
  x: Tensor[],
): Promise<void> {
  const [a, b] = [evaluate(found, x), evaluate(expected, x)]
  for (const [index, part] of a.entries()) await expectClose(part, b[index] as Tensor, tolerance)
  tf.dispose([a, b, x])
}

const shapes = [
  [5, 7],
  [2, 3, 3, 16],
  [1, 64],
  [4, 1],
  [3, 2, 37],
]

describe('normalise', () => {
  for (const shape of shapes) {
    it(`agrees with plain operations and their gradients on [${shape.join(', ')}]`, async () => {
      // A single channel has no direction to vary in: its gradient is what rounding leaves.
      if (shape.at(-1) === 1) {
        const x = scattered(shape, 1)
        const [value, gradient] = evaluate(at => normalise(at, epsilon), [x])
        expect(Array.from(await (value as Tensor).data()).every(v => Math.abs(v) < 1e-5)).toBe(true)
        expect(Array.from(await (gradient as Tensor).data()).every(Number.isFinite)).toBe(true)
        tf.dispose([x, value as Tensor, gradient as Tensor])
        return
      }
      await expectSame(
        at => normalise(at as Tensor, epsilon),
        at => plainly(at as Tensor, [-1]),
        [scattered(shape, 1)],
      )
    })
  }

  it('agrees with double precision where the mean is a thousand times the spread', async () => {
    const n = 50
    const numbers = Float32Array.from({ length: n }, (_, i) => 1000 + Math.sin(i * i))
    const x = tf.tensor2d(numbers, [1, n])
    const mean = numbers.reduce((sum, value) => sum + value, 0) / n
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n
    const expected = tf.tensor2d(
      Array.from(numbers, value => (value - mean) / Math.sqrt(variance + epsilon)),
      [1, n],
    )
    const found = normalise(x, epsilon)
    // The mean itself is rounded to 1000 · 2⁻²⁴ = 6e-5; its square enters the variance, so that no more is lost.
    await expectClose(found, expected, 2e-4)
    tf.dispose([x, expected, found])
  })

  it('has a second derivative', async () => {
    const x = scattered([3, 6], 1)
    const v = scattered([3, 6], 2, 0)
    const second = (f: (at: Tensor) => Tensor): Tensor =>
      tf.tidy(() => {
        const gradient = tf.grad((at: Tensor) => tf.sum(tf.pow(f(at), 3)))
        return tf.grad((at: Tensor) => tf.sum(tf.mul(v, gradient(at))))(x)
      })
    const [found, expected] = [second(at => normalise(at, epsilon)), second(at => plainly(at, [-1]))]
    await expectClose(found, expected, 1e-4)
    tf.dispose([x, v, found, expected])
  })
})

describe('normaliseGroups', () => {
  for (const groups of [1, 2, 8]) {
    it(`agrees with plain operations and their gradients for ${groups} groups`, () =>
      expectSame(
        at => normaliseGroups(at as Tensor, groups, epsilon),
        at => groupsPlainly(at as Tensor, groups),
        [scattered([2, 3, 4, 8], 1)],
      ))
  }

  it('refuses channels that do not divide', () => {
    const x = tf.ones([1, 2, 2, 6])
    expect(() => normaliseGroups(x, 4)).toThrow("6 channels can't be split into 4 groups of one size")
    x.dispose()
  })
})

describe('normaliseBatch', () => {
  it('agrees with plain operations and their gradients', () =>
    expectSame(
      at => normaliseBatch(at as Tensor, epsilon),
      at => plainly(at as Tensor, [0, 1, 2]),
      [scattered([4, 3, 2, 5], 1)],
    ))
})

describe('normaliseAffine', () => {
  for (const shape of shapes.filter(({ length }, index) => length > 0 && index !== 3)) {
    const n = shape.at(-1) as number
    it(`agrees with plain operations and their gradients on [${shape.join(', ')}]`, () =>
      expectSame(
        (x, scale, bias) => normaliseAffine(x as Tensor, scale as Tensor, bias, epsilon),
        (x, scale, bias) => tf.add(tf.mul(plainly(x as Tensor, [-1]), scale as Tensor), bias as Tensor),
        [scattered(shape, 1), scattered([n], 2, 1), scattered([n], 3, 0)],
      ))
  }

  it('needs no bias', () =>
    expectSame(
      (x, scale) => normaliseAffine(x as Tensor, scale as Tensor, undefined, epsilon),
      (x, scale) => tf.mul(plainly(x as Tensor, [-1]), scale as Tensor),
      [scattered([6, 5], 1), scattered([5], 2, 1)],
    ))

  it('gives each group of examples a row of its own', () => {
    const rows = (x: Tensor): Tensor => tf.reshape(x, [3, 1, 1, 4])
    return expectSame(
      (x, scale, bias) => normaliseAffine(x as Tensor, scale as Tensor, bias, epsilon),
      (x, scale, bias) => {
        const split = tf.reshape(plainly(x as Tensor, [-1]), [3, 2, 5, 4])
        return tf.reshape(tf.add(tf.mul(split, rows(scale as Tensor)), rows(bias as Tensor)), [6, 5, 4])
      },
      [scattered([6, 5, 4], 1), scattered([3, 4], 2, 1), scattered([3, 4], 3, 0)],
    )
  })
})

describe('second derivatives', () => {
  it('of LayerNorm with its parameters agree with those of plain operations', async () => {
    const x = [scattered([2, 3, 6], 1), scattered([6], 2, 1), scattered([6], 3, 0)]
    const directions = x.map(({ shape }, index) => scattered(shape, 10 + index, 0))
    const hessianTimes = (f: (...at: Tensor[]) => Tensor): Tensor[] => {
      const gradients = tf.grads((...at: Tensor[]) => tf.sum(tf.pow(f(...at), 3)))
      const along = (...at: Tensor[]): Tensor =>
        tf.addN(gradients(at).map((part, index) => tf.sum(tf.mul(part, directions[index] as Tensor))))
      return tf.tidy(() => tf.grads(along)(x))
    }
    const found = hessianTimes((at, scale, bias) =>
      normaliseAffine(at as Tensor, scale as Tensor, bias, epsilon),
    )
    const expected = hessianTimes((at, scale, bias) =>
      tf.add(tf.mul(plainly(at as Tensor, [-1]), scale as Tensor), bias as Tensor),
    )
    for (const [index, part] of found.entries()) await expectClose(part, expected[index] as Tensor, 1e-4)
    tf.dispose([x, directions, found, expected])
  })
})

describe('affine', () => {
  it('computes the gradient that is asked for', async () => {
    const [x, scale] = [scattered([4, 3], 1), scattered([3], 2)]
    const gradient = tf.grad((at: Tensor) => tf.sum(affine(at, scale)))(x)
    const expected = tf.tidy(() => tf.mul(tf.ones([4, 1]), scale))
    await expectClose(gradient, expected, 0)
    tf.dispose([x, scale, gradient, expected])
  })
})

describe('sumByGroup', () => {
  it('adds up over the positions of each group', async () => {
    const [dy, x] = [scattered([6, 5, 4], 1), scattered([6, 5, 4], 2)]
    const expected = tf.tidy(() => [
      tf.sum(tf.reshape(tf.mul(dy, x), [3, 10, 4]), 1),
      tf.sum(tf.reshape(dy, [3, 10, 4]), 1),
    ])
    const found = tf.tidy(() => [sumByGroup(dy, x, 3), sumByGroup(dy, undefined, 3)])
    await expectClose(found, expected, 1e-6)
    tf.dispose([dy, x, expected, found])
  })
})
