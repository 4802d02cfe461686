import { orThrow } from '@planish/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { transitionMatrix } from './kinds.ts'
import { exclusiveRate, inclusiveRate } from './rates.ts'
import { symmetric } from './symmetric.ts'

const rate = fc.double({ min: 0, max: 1, noNaN: true })
const classes = fc.integer({ min: 2, max: 1000 })

it('inclusive and exclusive rates are each other’s inverses', () => {
  fc.assert(
    fc.property(rate, classes, (p, k) => {
      expect(orThrow(inclusiveRate(orThrow(exclusiveRate(p, k)), k))).toBeCloseTo(p, 14)
    }),
  )
})

it('an inclusive rate and its exclusive one mean the same matrix', () => {
  fc.assert(
    fc.property(rate, fc.integer({ min: 2, max: 12 }), (p, k) => {
      const inclusive = orThrow(transitionMatrix(symmetric({ rate: p, inclusive: true }), k))
      const exclusive = orThrow(transitionMatrix(symmetric({ rate: orThrow(exclusiveRate(p, k)) }), k))
      for (const [i, row] of inclusive.entries()) {
        for (const [j, entry] of row.entries()) expect(exclusive[i]?.[j]).toBeCloseTo(entry, 14)
      }
    }),
  )
})

it('a rate that can’t be is refused', () => {
  expect(leftOf(exclusiveRate(1.1, 10)).message).toBe('a rate is in [0, 1], not 1.1')
  expect(leftOf(exclusiveRate(0.5, 1)).message).toBe('rates need at least 2 classes, there are 1')
  expect(leftOf(inclusiveRate(Number.NaN, 10)).message).toBe('a rate is in [0, 1], not NaN')
  expect(leftOf(inclusiveRate(0.95, 10)).message).toBe(
    'inclusive noise of 10 classes makes at most a share 0.9 of labels wrong, not 0.95',
  )
})
