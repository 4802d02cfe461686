import { scoped } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { apgd, checkpoints } from './apgd.ts'

it('looks at the step size where Croce & Hein do', () => {
  expect(checkpoints(100)).toEqual([0, 22, 41, 57, 70, 80, 87, 93, 99])
  expect(checkpoints(20)).toEqual([0, 5, 9, 12, 14, 16, 18, 19, 20])
  expect(checkpoints(1)).toEqual([0, 1])
})

/** ½ Σ λ_i u_i² + ⟨g, u⟩. */
const quadratic = (lambda: readonly number[], g: readonly number[]) => async (u: tf.Tensor) => {
  const at = Array.from(await u.data())
  const each = (f: (u: number, lambda: number, g: number) => number) =>
    at.map((value, index) => f(value, lambda[index] ?? 0, g[index] ?? 0))
  const value = each((x, l, slope) => 0.5 * l * x * x + slope * x).reduce((sum, part) => sum + part, 0)
  return { value, gradient: tf.tensor1d(each((x, l, slope) => l * x + slope)) }
}

const searched = (lambda: readonly number[], g: readonly number[], norm: 'l2' | 'linf', steps = 20) =>
  scoped(async own => apgd(own(tf.zeros([lambda.length])), quadratic(lambda, g), { rho: 0.5, norm, steps }))

it('finds ρ‖g‖ + ½ρ²λ_max where the gradient lies along the top eigenvector', async () => {
  expect(await searched([3, 1, -2], [2, 0, 0], 'l2')).toBeCloseTo(0.5 * 2 + 0.5 * 0.25 * 3, 6)
  // The corner of the cube: Σ ρ|g_i| + ½ρ² Σ λ_i.
  expect(await searched([3, 1, 2], [2, -1, 0.5], 'linf')).toBeCloseTo(0.5 * 3.5 + 0.5 * 0.25 * 6, 6)
})

it('finds ½ρ²λ_max from a slope that hardly points along its eigenvector', async () => {
  const found = await searched([5, 1, 0.5], [1e-3, 1e-2, 1e-2], 'l2', 100)
  expect(found).toBeGreaterThan(0.5 * 0.25 * 5)
})

it('stays at an inner maximum, which needs smaller steps', async () => {
  // −½·8(u − 0.1)² + ½·8·0.01: its maximum 0.04 lies well inside of the ball.
  expect(await searched([-8], [0.8], 'l2', 40)).toBeCloseTo(0.04, 4)
  expect(await searched([-8, -8], [0.8, -0.8], 'linf', 40)).toBeCloseTo(0.08, 4)
})

it('is the start’s value where there is no slope, and frees what it was given when it fails', () =>
  scoped(async own => {
    expect(await searched([1, 1], [0, 0], 'l2')).toBe(0)
    const live = tf.memory().numTensors
    let calls = 0
    const failing = async (u: tf.Tensor) => {
      calls++
      if (calls > 3) throw new Error('broken')
      return { value: calls, gradient: tf.onesLike(u) }
    }
    const start = own(tf.zeros([2]))
    await expect(apgd(start, failing, { rho: 1, norm: 'l2', steps: 9 })).rejects.toThrow('broken')
    expect(tf.memory().numTensors).toBe(live + 1)
  }))
