import { nativeStatus } from '@planish/backend/native'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { fusedKernels } from '../fused/fusedKernels.ts'
import { kernelsOf } from '../fused/kernelsOf.fixture.ts'
import { affine, sumsByGroup } from './affine.ts'
import { normalise, normaliseAffine, normaliseGroups } from './normalise.ts'

const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 1, 2, 'float32', seed)

const gradientsOf = (f: (...x: Tensor[]) => Tensor, x: Tensor[]): Tensor[] =>
  tf.tidy(() => [f(...x), ...tf.grads((...at: Tensor[]) => tf.sum(tf.square(f(...at))))(x)])

/** max |a − b| / max |b|, the largest over all pairs: on the backend, for tensors of many numbers. */
async function difference(a: Tensor[], b: Tensor[]): Promise<number> {
  const parts = tf.tidy(() =>
    tf.stack(
      a.map((found, index) => {
        const expected = b[index] as Tensor
        return tf.div(tf.max(tf.abs(tf.sub(found, expected))), tf.max(tf.abs(expected)))
      }),
    ),
  )
  const values = await parts.data()
  parts.dispose()
  return Math.max(...values)
}

describe("the native binding's own kernels", () => {
  beforeEach(async context => {
    if (tf.getBackend() !== 'tensorflow') context.skip('another backend')
    const status = await nativeStatus()
    if (!status.installed || status.kind !== 'planish') context.skip("tfjs-node's own binding")
    expect(fusedKernels(), 'missing: planish backend install native').toBeDefined()
  })

  it('are what runs, one forward and one backward', () => {
    const x = [random([6, 5], 1), random([5], 2), random([5], 3)]
    const whole = (at: Tensor, scale: Tensor, bias: Tensor): Tensor => normaliseAffine(at, scale, bias)
    const ran = (f: () => Tensor[]): string[] => kernelsOf(() => tf.dispose(f()))
    expect(ran(() => tf.grads(whole)(x))).toEqual(['Planish1LayerNorm', 'Planish1LayerNormGrad'])
    const [first, scale] = x as [Tensor, Tensor, Tensor]
    expect(ran(() => [tf.grad((at: Tensor) => normalise(at))(first)])).toEqual([
      'Planish1Normalise',
      'Planish1NormaliseGrad',
    ])
    expect(ran(() => [tf.grad((at: Tensor) => normaliseGroups(at, 5))(first)])).toEqual([
      'Planish1NormaliseGroups',
      'Planish1NormaliseGroupsGrad',
    ])
    expect(ran(() => [affine(first, scale)])).toEqual(['Planish1Affine'])
    expect(ran(() => sumsByGroup(first, first, 2))).toEqual(['Planish1SumsByGroup'])
    tf.dispose(x)
  })

  it('agree with the two operations on their own, where many threads share the work', async () => {
    for (const [shape, rows] of [
      [[8, 32, 32, 16], [16]],
      [[3, 40, 20, 67], [67]],
      [
        [8, 30, 30, 16],
        [4, 16],
      ],
      [[2, 3, 20_000], [20_000]],
    ] as [number[], number[]][]) {
      const x = [random(shape, 1), random(rows, 2), random(rows, 3)]
      const found = gradientsOf((at, scale, bias) => normaliseAffine(at as Tensor, scale as Tensor, bias), x)
      const expected = gradientsOf(
        (at, scale, bias) => affine(normalise(at as Tensor), scale as Tensor, bias),
        x,
      )
      expect(await difference(found, expected)).toBeLessThan(1e-5)
      tf.dispose([x, found, expected])
    }
  })

  it('normalise over groups as plain operations do, over many positions', async () => {
    for (const [shape, groups] of [
      [[5, 33, 20, 48], 3],
      [[2, 64, 64, 6], 1],
    ] as [number[], number][]) {
      const plainly = (x: Tensor): Tensor => {
        const [batch, height, width, channels] = shape as [number, number, number, number]
        const split = tf.reshape(x, [batch, height * width, groups, channels / groups])
        const centred = tf.sub(split, tf.mean(split, [1, 3], true))
        const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), [1, 3], true), 1e-6))
        return tf.reshape(tf.div(centred, deviation), shape)
      }
      const x = random(shape, 1)
      const weights = random(shape, 2)
      const evaluate = (f: (at: Tensor) => Tensor): Tensor[] =>
        tf.tidy(() => [f(x), tf.grad((at: Tensor) => tf.sum(tf.mul(weights, f(at))))(x)])
      const [found, expected] = [evaluate(at => normaliseGroups(at, groups)), evaluate(plainly)]
      expect(await difference(found, expected)).toBeLessThan(1e-5)
      tf.dispose([x, weights, found, expected])
    }
  })

  it('give the same bits each time, however the threads share the work', async () => {
    const x = [random([16, 32, 32, 16], 1), random([16], 2), random([16], 3)]
    const once = (): Tensor[] =>
      gradientsOf((at, scale, bias) => normaliseAffine(at as Tensor, scale as Tensor, bias), x)
    const first = once()
    for (let time = 0; time < 10; time++) {
      const again = once()
      expect(await difference(again, first)).toBe(0)
      tf.dispose(again)
    }
    tf.dispose([x, first])
  })

  it('refuse shapes that do not fit', () => {
    const [x, scale] = [random([6, 5], 1), random([4], 2)]
    const rows = random([4, 5], 3)
    expect(() => normaliseAffine(x, scale, undefined)).toThrow('do not fit')
    expect(() => affine(x, rows)).toThrow('do not fit')
    expect(() => sumsByGroup(x, x, 4)).toThrow('do not fit')
    tf.dispose([x, scale, rows])
  })

  it('keep what is not a number', async () => {
    const x = tf.tensor2d([
      [1, Number.NaN],
      [1, 2],
    ])
    const y = normalise(x)
    const [a, b, c] = await y.data()
    expect([a, b]).toEqual([Number.NaN, Number.NaN])
    expect(c).toBeCloseTo(-1)
    tf.dispose([x, y])
  })
})
