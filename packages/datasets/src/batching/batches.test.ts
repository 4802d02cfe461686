import { random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import golden from '../jax.golden.json' with { type: 'json' }
import { batchCount, batches } from './batches.ts'

const key = random.key(4)
const sizes = [fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 90 })] as const

describe('batches', () => {
  it('come in the order of the permutation of foldIn(key, epoch), as JAX draws it', () => {
    const { seed, epoch, order } = golden.epoch
    const all = [...batches(digits(order.length, 2), { batchSize: 7, key: random.key(seed), epoch })]
    expect(all.flatMap(({ indices }) => [...indices])).toEqual(order)
    expect(all.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('hold every index once an epoch, or all but the last few with dropLast', () => {
    fc.assert(
      fc.property(
        ...sizes,
        fc.boolean(),
        fc.boolean(),
        fc.nat(99),
        (n, batchSize, shuffle, dropLast, epoch) => {
          const cut = { batchSize, dropLast }
          const options = shuffle ? { ...cut, key, epoch } : { ...cut, shuffle }
          const parts = Array.from(batches(digits(n, 2), options), ({ indices }) => [...indices])
          const seen = parts.flat()
          expect(new Set(seen).size).toBe(seen.length)
          expect(seen.every(index => index >= 0 && index < n)).toBe(true)
          expect(seen).toHaveLength(dropLast ? n - (n % batchSize) : n)
          expect(parts).toHaveLength(batchCount(digits(n, 2), cut))
          expect(parts.slice(0, -1).every(({ length }) => length === batchSize)).toBe(true)
          if (!shuffle) expect(seen).toEqual([...seen].sort((a, b) => a - b))
        },
      ),
    )
  })

  it('resume at any position with what would have come', () => {
    fc.assert(
      fc.property(...sizes, fc.nat(99), fc.nat(99), (n, batchSize, epoch, position) => {
        const all = [...batches(digits(n, 2), { batchSize, key, epoch })]
        const rest = [...batches(digits(n, 2), { batchSize, key, epoch, position })]
        expect(rest).toEqual(all.slice(position))
      }),
    )
  })

  it('are the same when walked again, even if someone wrote into them', () => {
    const epoch = batches(digits(10, 2), { batchSize: 4, key, epoch: 0 })
    const first = Array.from(epoch, ({ indices }) => [...indices])
    for (const { indices } of epoch) indices.fill(0)
    expect(Array.from(epoch, ({ indices }) => [...indices])).toEqual(first)
  })

  it('differ from epoch to epoch', () => {
    const order = (epoch: number): number[] =>
      Array.from(batches(digits(50, 2), { batchSize: 50, key, epoch }), ({ indices }) => [...indices]).flat()
    expect(order(0)).not.toEqual(order(1))
  })

  it.each([
    [{ batchSize: 0, epoch: 0 }, 'the batch size must be a whole number above 0, not 0'],
    [{ batchSize: 2.5, epoch: 0 }, 'the batch size must be a whole number above 0, not 2.5'],
    [{ batchSize: 2, epoch: -1 }, 'the epoch must be a whole number, not -1'],
    [{ batchSize: 2, epoch: 0, position: 0.5 }, 'the position must be a whole number, not 0.5'],
  ])('throw at %o', (options, message) => {
    expect(() => batches(digits(5, 2), { ...options, key })).toThrow(message)
  })
})
