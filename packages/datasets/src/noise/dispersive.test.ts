import { orThrow } from '@planish/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { dispersive } from './dispersive.ts'
import { transitionMatrix } from './kinds.ts'
import { symmetric } from './symmetric.ts'

const rate = fc.double({ min: 0, max: 1, noNaN: true })

it('among all classes is inclusive symmetric noise, among one is none', () => {
  fc.assert(
    fc.property(rate, fc.integer({ min: 2, max: 12 }), (rate, k) => {
      const all = orThrow(transitionMatrix(dispersive({ rate }), k)).flat()
      const inclusive = orThrow(transitionMatrix(symmetric({ rate, inclusive: true }), k)).flat()
      for (const [at, p] of inclusive.entries()) expect(all[at]).toBeCloseTo(p, 14)
      for (const [at, p] of orThrow(transitionMatrix(dispersive({ rate, among: 1 }), k))
        .flat()
        .entries()) {
        expect(p).toBeCloseTo(at % (k + 1) === 0 ? 1 : 0, 14)
      }
    }),
  )
})

it('among m classes spreads as all the sets of m that hold the own class do', () => {
  // K = 4, m = 2: three sets for class 0, {0, 1}, {0, 2}, {0, 3}, a half of each for 0 and a half for the other.
  const [row] = orThrow(transitionMatrix(dispersive({ rate: 0.6, among: 2 }), 4))
  for (const [j, p] of [0.7, 0.1, 0.1, 0.1].entries()) expect(row?.[j]).toBeCloseTo(p, 14)
})

it('among more classes than there are is refused', () => {
  expect(leftOf(transitionMatrix(dispersive({ rate: 0.1, among: 5 }), 4)).message).toBe(
    'dispersive noise among 5 classes, there are 4',
  )
})
