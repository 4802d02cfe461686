import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { gramSquaredNorms } from './gramSquaredNorms.ts'

const values = async (x: Tensor): Promise<number[]> => {
  const data = await x.data()
  x.dispose()
  return [...data]
}

/** [G, P, P] by a rule for its entries. */
const matrices = (
  groups: number,
  positions: number,
  entry: (g: number, p: number, q: number) => number,
): Tensor =>
  tf.tensor(
    Array.from({ length: groups * positions ** 2 }, (_, index) =>
      entry(Math.floor(index / positions ** 2), Math.floor(index / positions) % positions, index % positions),
    ),
    [groups, positions, positions],
  )

describe('gramSquaredNorms', () => {
  it.each([
    [1, 1],
    [3, 4],
    [2, 33],
  ])('adds up (K + 1)∘D of %i groups of %i positions', async (groups, positions) => {
    const inputs = (g: number, p: number, q: number): number => Math.cos(p - q + g) + 2
    const cotangents = (g: number, p: number, q: number): number => Math.sin(p * q + g) + 1.5
    const expected = (offset: number): number[] =>
      Array.from({ length: groups }, (_, g) => {
        let sum = 0
        for (let p = 0; p < positions; p++) {
          for (let q = 0; q < positions; q++) sum += (inputs(g, p, q) + offset) * cotangents(g, p, q)
        }
        return sum
      })
    const [k, d] = [matrices(groups, positions, inputs), matrices(groups, positions, cotangents)]
    for (const biased of [false, true]) {
      const found = await values(gramSquaredNorms(k, d, biased))
      expected(biased ? 1 : 0).forEach((sum, g) => {
        // Float32's rounding of the terms, and of a thousand partial sums.
        expect(Math.abs((found[g] as number) - sum) / sum).toBeLessThan(1e-5)
      })
    }
    tf.dispose([k, d])
  })

  it('counts what cancels to rounding as nothing, and what does not as what it is', async () => {
    const signs = (rest: number) => (_: number, p: number, q: number) => ((p + q) % 2 === 0 ? 1 + rest : -1)
    const ones = tf.ones([1, 4, 4])
    const [nothing, little] = [matrices(1, 4, signs(1e-7)), matrices(1, 4, signs(1e-3))]
    expect(await values(gramSquaredNorms(nothing, ones, false))).toEqual([0])
    const [rest] = await values(gramSquaredNorms(little, ones, false))
    expect(rest).toBeCloseTo(8e-3, 5)
    tf.dispose([ones, nothing, little])
  })

  it('is differentiable in both', async () => {
    const [k, d] = [matrices(2, 2, (g, p, q) => g + p + q), matrices(2, 2, (g, p, q) => g - p + 3 * q)]
    const [byInputs, byCotangents] = tf.tidy(() =>
      tf.grads((a, b) => tf.sum(tf.mul(gramSquaredNorms(a as Tensor, b as Tensor, true), [1, 10])))([k, d]),
    ) as [Tensor, Tensor]
    expect(await values(byInputs)).toEqual([0, 3, -1, 2, 10, 40, 0, 30])
    expect(await values(byCotangents)).toEqual([1, 2, 2, 3, 20, 30, 30, 40])
    tf.dispose([k, d])
  })

  it('keeps what is not a number', async () => {
    const [k, d] = [tf.ones([2, 1, 1]), tf.tensor([Number.NaN, 1], [2, 1, 1])]
    expect(await values(gramSquaredNorms(k, d, false))).toEqual([Number.NaN, 1])
    tf.dispose([k, d])
  })
})
