import { expect, it } from 'vitest'
import { meanAmong } from './upWeighting.ts'

it('is the mean of the finite values of one mask, null of none', () => {
  const values = Float32Array.of(1, Number.NaN, 4, Number.POSITIVE_INFINITY, 6, Number.NaN)
  const mask = [0, 0, 0, 1, 0, 1]
  expect(meanAmong(values, mask, 0)).toBeCloseTo(11 / 3, 6)
  expect(meanAmong(values, mask, 1)).toBeNull()
  expect(meanAmong([], [], 0)).toBeNull()
})
