import { nativeStatus } from '@planish/backend/native'
import { expectClose } from '@planish/testing'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Fused, fusedProducts } from './fused/fusedKernels.ts'
import { kernelsOf } from './fused/kernelsOf.fixture.ts'
import { matMul } from './matMul.ts'

const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed)

const own = (a: Tensor, b: Tensor, leftTurned: boolean, rightTurned: boolean): Tensor =>
  (fusedProducts() as Fused)('Planish1Product', [a, b], 1, { leftTurned, rightTurned })[0] as Tensor

/** By products of elements and sums, which no matrix kernel takes part in. */
const byDefinition = (a: Tensor, b: Tensor, leftTurned: boolean, rightTurned: boolean): Tensor =>
  tf.tidy(() => {
    const rows = leftTurned ? tf.transpose(a, [0, 2, 1]) : a
    const columns = rightTurned ? b : tf.transpose(b, [0, 2, 1])
    return tf.sum(tf.mul(tf.expandDims(rows, 2), tf.expandDims(columns, 1)), 3)
  })

describe("the native binding's own product", () => {
  beforeEach(async context => {
    if (tf.getBackend() !== 'tensorflow') context.skip('another backend')
    const status = await nativeStatus()
    if (!status.installed || status.kind !== 'planish') context.skip("tfjs-node's own binding")
    if (fusedProducts() === undefined) context.skip('no kernels that multiply matrices for this processor')
  })

  it.each([
    [1, 1, 1, 1],
    [2, 5, 3, 7],
    [1, 13, 300, 19],
    [3, 6, 16, 33],
    [1, 67, 20, 290],
    [9, 4, 9, 10],
  ])('of %i matrices of %i × %i by %i is what its definition says', async (count, n, k, m) => {
    for (const [leftTurned, rightTurned] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const a = random(leftTurned ? [count, k, n] : [count, n, k], 1)
      const b = random(rightTurned ? [count, m, k] : [count, k, m], 2)
      const found = own(a, b, leftTurned, rightTurned)
      const expected = byDefinition(a, b, leftTurned, rightTurned)
      // Sums of at most 300 products, in another order.
      await expectClose(found, expected, 3e-6)
      tf.dispose([a, b, found, expected])
    }
  })

  it.each([
    [1, 1, 4],
    [3, 65, 20],
    [2, 37, 300],
    [2, 140, 8],
  ])('of %i matrices of %i × %i by themselves transposed is symmetric', async (count, n, k) => {
    const a = random([count, n, k], 1)
    const found = own(a, a, false, true)
    const expected = byDefinition(a, a, false, true)
    const turned = tf.transpose(found, [0, 2, 1])
    await expectClose(found, expected, 3e-6)
    await expectClose(turned, found, 0)
    tf.dispose([a, found, expected, turned])
  })

  it('runs where it is the faster one, in tf.matMul too', () => {
    const [x, w, gram] = [random([4, 8], 1), random([8, 5], 2), random([2, 32, 8], 3)]
    const ran = (f: () => Tensor): string[] => kernelsOf(() => f().dispose())
    expect(ran(() => tf.matMul(x, w))).toEqual(['Planish1Product'])
    expect(ran(() => matMul(gram, gram, false, true))).toEqual(['Planish1Product'])
    tf.dispose([x, w, gram])
  })

  it('keeps what is not a number in its row', async () => {
    const [a, b] = [tf.tensor2d([Number.NaN, 1, 1, 1], [2, 2]), tf.ones([2, 4])]
    const found = tf.matMul(a, b)
    expect([...(await found.data())]).toEqual([...Array(4).fill(Number.NaN), 2, 2, 2, 2])
    tf.dispose([a, b, found])
  })

  it('refuses what does not fit', () => {
    const [a, b] = [random([2, 3], 1), random([2, 3], 2)]
    expect(() => own(a, b, false, false)).toThrow('do not fit')
    tf.dispose([a, b])
  })
})
