import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochTicks } from './epochTicks.ts'
import { spread } from './spread.ts'

describe('spread', () => {
  it('leaves positions that are far enough apart', () => {
    expect(spread([50, 10, 30], 12, 0, 100)).toEqual([50, 10, 30])
  })

  it('moves close ones apart about their middle', () => {
    expect(spread([10, 11, 40], 12, 0, 100)).toEqual([4.5, 16.5, 40])
  })

  it('keeps gaps, order and limits wherever there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 12 }), wanted => {
        const found = spread(wanted, 15, 0, 200)
        const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0))
        const sorted = order.map(index => found[index] ?? Number.NaN)
        sorted.forEach((position, index) => {
          expect(position).toBeGreaterThanOrEqual(-1e-6)
          expect(position).toBeLessThanOrEqual(200 + 1e-6)
          if (index > 0) expect(position - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-6)
        })
      }),
    )
  })
})

it('marks round epochs and the first', () => {
  expect(epochTicks(1, 10)).toEqual([1])
  expect(epochTicks(4, 10)).toEqual([1, 2, 3, 4])
  expect(epochTicks(30, 10)).toEqual([1, 5, 10, 15, 20, 25, 30])
  expect(epochTicks(200, 5)).toEqual([1, 50, 100, 150, 200])
})
