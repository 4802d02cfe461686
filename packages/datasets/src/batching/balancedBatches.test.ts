import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import type { Dataset } from '../dataset.ts'
import { corrupt } from '../noise/corrupt.ts'
import { openSet } from '../noise/openSet.ts'
import { balancedBatches } from './balancedBatches.ts'

const key = random.key(8)

/** 40 examples of class 0, 7 of class 2, one of class 3, none of class 1. */
const rare: Dataset = {
  ...digits(48, 4),
  labels: Int32Array.from({ length: 48 }, (_, i) => (i < 40 ? 0 : i < 47 ? 2 : 3)),
}

const indicesOf = (dataset: Dataset, epoch: number, batchSize = 6): number[] =>
  Array.from(balancedBatches(dataset, { batchSize, key, epoch }), ({ indices }) => [...indices]).flat()

describe('balancedBatches', () => {
  it('take one example of each class that has some in every turn', () => {
    const order = indicesOf(rare, 0)
    expect(order).toHaveLength(48)
    for (let start = 0; start < 48; start += 3) {
      const turn = order.slice(start, start + 3).map(index => rare.labels[index])
      expect(turn.sort()).toEqual([0, 2, 3])
    }
  })

  it('take all examples of a class before one comes again', () => {
    const rareOnes = indicesOf(rare, 3).filter(index => rare.labels[index] === 2)
    expect(rareOnes).toHaveLength(16)
    expect(new Set(rareOnes.slice(0, 7)).size).toBe(7)
    expect(new Set(rareOnes.slice(7, 14)).size).toBe(7)
    expect(rareOnes.slice(0, 7)).not.toEqual(rareOnes.slice(7, 14))
    const frequent = indicesOf(rare, 3).filter(index => rare.labels[index] === 0)
    expect(new Set(frequent).size).toBe(16)
  })

  it('put the classes of a turn, and the examples of an epoch, in a random order', () => {
    const turns = new Set<string>()
    const order = indicesOf(rare, 1)
    for (let start = 0; start < 48; start += 3) {
      turns.add(
        order
          .slice(start, start + 3)
          .map(index => rare.labels[index])
          .join(),
      )
    }
    expect(turns.size).toBeGreaterThan(3)
    expect(indicesOf(rare, 1)).toEqual(order)
    expect(indicesOf(rare, 2)).not.toEqual(order)
  })

  it('resume at any position with what would have come, and cut as batches do', () => {
    const options = fc.record({
      batchSize: fc.integer({ min: 1, max: 60 }),
      epoch: fc.nat(9),
      position: fc.nat(9),
      dropLast: fc.boolean(),
    })
    fc.assert(
      fc.property(options, ({ position, ...rest }) => {
        const all = [...balancedBatches(rare, { key, ...rest })]
        expect(all).toHaveLength(
          rest.dropLast ? Math.floor(48 / rest.batchSize) : Math.ceil(48 / rest.batchSize),
        )
        expect([...balancedBatches(rare, { key, position, ...rest })]).toEqual(all.slice(position))
      }),
    )
  })

  it('are none where there are no examples', () => {
    expect(indicesOf(digits(0, 3), 0)).toEqual([])
  })

  it('throw at an epoch that is none', () => {
    expect(() => balancedBatches(rare, { batchSize: 4, key, epoch: -1 })).toThrow('the epoch must be')
  })
})

it('leaves out the examples that are of no class, where it goes by clean labels', () => {
  const others = { ...digits(50, 3), name: 'others' }
  const noisy = orThrow(
    corrupt(openSet({ rate: 0.4, count: 'exact' }), random.key(1), { others })(digits(50, 2)),
  )
  const options = { batchSize: 10, key: random.key(0), epoch: 0, by: 'clean' as const }
  const seen = Array.from(balancedBatches(noisy, options), ({ indices }) => [...indices]).flat()
  expect(seen).toHaveLength(30)
  expect(seen.filter(index => noisy.cleanLabels[index] === -1)).toEqual([])
})
