import { expect, it } from 'vitest'
import { medianAmong } from './medianAmong.ts'

it('is the median of the finite values of one mask, null of none', () => {
  const values = Float32Array.of(6, Number.NaN, 1, Number.POSITIVE_INFINITY, 4, Number.NaN, 5)
  expect(medianAmong(values, [0, 0, 0, 1, 0, 1, 1], 0)).toBe(4)
  expect(medianAmong(values, [0, 0, 0, 1, 0, 1, 0], 0)).toBe(4.5)
  expect(medianAmong(values, [0, 0, 0, 1, 0, 1, 0], 1)).toBeNull()
  expect(medianAmong([], [], 0)).toBeNull()
})
