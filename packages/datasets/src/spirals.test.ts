import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../test/either.ts'
import { checkDataset } from './dataset.ts'
import { spirals } from './spirals.ts'

const options = { size: 1000, turns: 1.5, sigma: 0, key: random.key(0) }

describe('spirals', () => {
  it('lies on its two arms', () => {
    const arms = orThrow(spirals(options))
    expect(checkDataset(arms)._tag).toBe('Right')
    for (const [index, label] of arms.labels.entries()) {
      const [x, y] = [arms.inputs[2 * index] as number, arms.inputs[2 * index + 1] as number]
      const r = Math.hypot(x, y)
      const angle = 2 * Math.PI * options.turns * r + Math.PI * label
      expect(r).toBeLessThanOrEqual(1)
      expect(x).toBeCloseTo(r * Math.cos(angle), 4)
      expect(y).toBeCloseTo(r * Math.sin(angle), 4)
    }
  })

  it('is as dense outside as inside, with even odds', () => {
    const arms = orThrow(spirals({ ...options, size: 4000 }))
    const inner = arms.labels.filter(
      (_, index) => Math.hypot(arms.inputs[2 * index] as number, arms.inputs[2 * index + 1] as number) < 0.5,
    )
    const ones = arms.labels.reduce((sum, label) => sum + label, 0)
    expect(Math.abs(inner.length / 4000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 4000))
    expect(Math.abs(ones / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000))
  })

  it('is a pure function of its key, and turns once unless told otherwise', () => {
    const { turns: _, ...rest } = options
    expect(spirals(options)).toEqual(spirals(options))
    expect(spirals(rest)).toEqual(spirals({ ...rest, turns: 1 }))
  })

  it.each([
    [{ size: -1 }, 'size must be a whole number, not -1'],
    [{ sigma: Number.NaN }, 'sigma must be a number of at least 0, not NaN'],
    [{ turns: 0 }, 'turns must be a number above 0, not 0'],
  ])('refuses %o', (change, message) => {
    expect(leftOf(spirals({ ...options, ...change })).message).toBe(`spirals: ${message}`)
  })
})
