import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { type DifferentiableCase, differentiable, scattered } from './differentiable.fixture.ts'

const numbers = async (tensors: Tensor[]): Promise<number[]> =>
  (await Promise.all(tensors.map(async tensor => Array.from(await tensor.data())))).flat()

const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0)

/**
 * The derivative of Σ w·f(x) along a direction v: ⟨gradient, v⟩, and as a central difference, added up in double
 * precision. Relative to Σ |gradient · v|, which does not cancel.
 */
async function relativeDifference({ operands, apply, quadratic }: DifferentiableCase, seed: number) {
  const x = operands()
  const v = x.map((tensor, index) => scattered(tensor.shape, -1, 1, 10 * seed + index))
  const y = tf.tidy(() => apply(...x))
  const w = scattered(y.shape, 0.5, 1.5, 3)
  const gradient = tf.grads((...at: Tensor[]) => tf.sum(tf.mul(w, apply(...at))))(x)
  const step = quadratic ? 1 : 0.01
  const weights = await numbers([w])
  const valueAt = async (distance: number): Promise<number> => {
    const shifted = tf.tidy(() =>
      apply(...x.map((tensor, index) => tf.add(tensor, tf.mul(distance, v[index] as Tensor)))),
    )
    const value = inner(await numbers([shifted]), weights)
    shifted.dispose()
    return value
  }
  const difference = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step)
  const [g, direction] = [await numbers(gradient), await numbers(v)]
  const scale = inner(g.map(Math.abs), direction.map(Math.abs))
  tf.dispose([x, v, y, w, gradient])
  return Math.abs(inner(g, direction) - difference) / Math.max(scale, 1e-2)
}

describe('the gradient of', () => {
  for (const operation of differentiable) {
    it(`${operation.name} is the limit of differences`, async context => {
      if (operation.refusedBy.includes(tf.getBackend()))
        context.skip('this backend refuses the operation itself')
      for (const seed of [1, 2]) {
        expect(await relativeDifference(operation, seed)).toBeLessThan(operation.quadratic ? 1e-5 : 3e-3)
      }
    })
  }
})
