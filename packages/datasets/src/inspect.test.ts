import { orThrow, random } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { digits } from '../test/digits.ts'
import { inspect } from './inspect.ts'
import { corrupt } from './noise/corrupt.ts'
import { symmetric } from './noise/symmetric.ts'

describe('inspect', () => {
  it('counts a clean data set', () => {
    expect(inspect({ ...digits(5, 3), classNames: ['a', 'b', 'c'] })).toEqual({
      name: 'digits',
      size: 5,
      inputShape: [2],
      classes: 3,
      classNames: ['a', 'b', 'c'],
      countPerClass: [2, 2, 1],
      cleanCountPerClass: null,
      noiseRate: 0,
      realisedMatrix: null,
      noise: null,
    })
  })

  it('says what noise did, and survives JSON', () => {
    const noisy = orThrow(corrupt(symmetric({ rate: 0.3, count: 'exact' }), random.key(1))(digits(40, 4)))
    const found = inspect(noisy)
    expect(found.noiseRate).toBe(0.3)
    expect(found.cleanCountPerClass).toEqual([10, 10, 10, 10])
    for (const [label, count] of found.countPerClass.entries()) {
      const column = (found.realisedMatrix ?? []).reduce((sum, row) => sum + 10 * (row[label] ?? 0), 0)
      expect(column).toBeCloseTo(count, 10)
    }
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
  })

  it('does not divide by nothing', () => {
    expect(inspect(digits(0, 2)).noiseRate).toBe(0)
  })
})
