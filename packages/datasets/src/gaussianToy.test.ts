import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../test/either.ts'
import { checkDataset } from './dataset.ts'
import { gaussianToy } from './gaussianToy.ts'
import golden from './jax.golden.json' with { type: 'json' }

describe('gaussianToy', () => {
  it('is what JAX draws', () => {
    const { seed, options, labels, inputs } = golden.toy
    const toy = orThrow(gaussianToy({ ...options, key: random.key(seed) }))
    expect([...toy.labels]).toEqual(labels)
    for (const [at, value] of inputs.entries()) expect(toy.inputs[at]).toBeCloseTo(value, 6)
  })

  it('has the means and variances of its definition', () => {
    const [size, dimension, signal, sigma] = [20_000, 3, 1.5, 2]
    const toy = orThrow(gaussianToy({ size, dimension, signal, sigma, key: random.key(0) }))
    expect(checkDataset(toy)._tag).toBe('Right')
    let [ones, sum, squares] = [0, 0, 0]
    for (const [index, label] of toy.labels.entries()) {
      ones += label
      expect(toy.inputs[index * dimension]).toBe(label === 1 ? signal : -signal)
      for (const axis of [1, 2]) {
        const z = toy.inputs[index * dimension + axis] as number
        sum += z
        squares += z * z
      }
    }
    const n = 2 * size
    // Four standard errors each.
    expect(Math.abs(ones / size - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / size))
    expect(Math.abs(sum / n)).toBeLessThan((4 * sigma) / Math.sqrt(n))
    expect(Math.abs(squares / n - sigma ** 2)).toBeLessThan(4 * sigma ** 2 * Math.sqrt(2 / n))
  })

  it('works with the signal alone', () => {
    const toy = orThrow(gaussianToy({ size: 3, dimension: 1, signal: 1, sigma: 1, key: random.key(0) }))
    expect([...toy.inputs].map(Math.abs)).toEqual([1, 1, 1])
  })

  it.each([
    [{ size: -1 }, 'size must be a whole number, not -1'],
    [{ dimension: 0 }, 'dimension must be a whole number above 0, not 0'],
    [{ signal: Number.NaN }, 'signal must be a finite number, not NaN'],
    [{ sigma: -0.1 }, 'sigma must be a number of at least 0, not -0.1'],
  ])('refuses %o', (change, message) => {
    const options = { size: 3, dimension: 2, signal: 1, sigma: 1, key: random.key(0) }
    expect(leftOf(gaussianToy({ ...options, ...change })).message).toBe(`gaussianToy: ${message}`)
  })
})
