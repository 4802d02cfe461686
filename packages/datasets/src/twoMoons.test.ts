import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../test/either.ts'
import { checkDataset } from './dataset.ts'
import { twoMoons } from './twoMoons.ts'

const options = { size: 2000, sigma: 0, key: random.key(0) }

describe('twoMoons', () => {
  it('lies on its two half circles', () => {
    const moons = orThrow(twoMoons(options))
    expect(checkDataset(moons)._tag).toBe('Right')
    for (const [index, label] of moons.labels.entries()) {
      const [x, y] = [moons.inputs[2 * index] as number, moons.inputs[2 * index + 1] as number]
      const [fromX, fromY] = label === 0 ? [x, y] : [1 - x, 0.5 - y]
      expect(Math.hypot(fromX, fromY)).toBeCloseTo(1, 5)
      expect(fromY).toBeGreaterThanOrEqual(-1e-6)
    }
  })

  it('has even odds, and noise of the deviation asked for', () => {
    const exact = orThrow(twoMoons(options))
    const noisy = orThrow(twoMoons({ ...options, sigma: 0.2 }))
    expect(noisy.labels).toEqual(exact.labels)
    const squares = Float32Array.from(noisy.inputs, (x, at) => (x - (exact.inputs[at] as number)) ** 2)
    expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)).toBeCloseTo(0.2, 1)
    const ones = exact.labels.reduce((sum, label) => sum + label, 0)
    expect(Math.abs(ones / options.size - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / options.size))
  })

  it('is a pure function of its key', () => {
    expect(twoMoons(options)).toEqual(twoMoons(options))
    expect(twoMoons({ ...options, key: random.key(1) })).not.toEqual(twoMoons(options))
  })

  it.each([
    [{ size: 1.5 }, 'size must be a whole number, not 1.5'],
    [{ sigma: -1 }, 'sigma must be a number of at least 0, not -1'],
  ])('refuses %o', (change, message) => {
    expect(leftOf(twoMoons({ ...options, ...change })).message).toBe(`twoMoons: ${message}`)
  })
})
