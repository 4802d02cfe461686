import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../test/digits.ts'
import { checkDataset, type Dataset } from './dataset.ts'
import { corrupt } from './noise/corrupt.ts'
import { realise } from './noise/realised.ts'
import { symmetric } from './noise/symmetric.ts'
import { shuffle, splitAt, subset, take } from './select.ts'

/** Which of `digits` these are: example i holds [i, −i]. */
const identities = ({ inputs }: Dataset): number[] => [...inputs].filter((_, at) => at % 2 === 0)

const size = fc.integer({ min: 1, max: 60 })

describe('subset', () => {
  it('takes inputs and labels along, in the order asked for', () => {
    const picked = subset([7, 0, 7])(digits(9, 4))
    expect(picked).toEqual({
      ...digits(9, 4),
      inputs: Float32Array.of(7, -7, 0, -0, 7, -7),
      labels: Int32Array.of(3, 0, 3),
    })
  })

  it('keeps bytes bytes', () => {
    const dataset = { ...digits(3, 3), inputs: Uint8Array.of(1, 2, 3, 4, 5, 6) }
    expect(subset([1])(dataset).inputs).toEqual(Uint8Array.of(3, 4))
  })

  it('recounts the book-keeping of a noisy data set and keeps its record', () => {
    const noisy = orThrow(corrupt(symmetric({ rate: 0.5 }), random.key(2))(digits(40, 4)))
    const indices = [3, 39, 8, 12, 21, 0]
    const part = subset(indices)(noisy)
    expect([...part.labels]).toEqual(indices.map(index => noisy.labels[index]))
    expect([...part.cleanLabels]).toEqual(indices.map(index => index % 4))
    expect([...part.mask]).toEqual(indices.map(index => noisy.mask[index]))
    expect(part.realisedMatrix).toEqual(realise(part.cleanLabels, part.labels, 4).realisedMatrix)
    expect(part.noise).toBe(noisy.noise)
  })

  it.each([-1, 9, 0.5, Number.NaN])('throws at index %d', index => {
    expect(() => subset([0, index])(digits(9, 4))).toThrow(`"digits" of 9 examples has no example ${index}`)
  })
})

describe('take', () => {
  it('takes the first ones, into arrays of its own', () => {
    const dataset = digits(9, 4)
    const first = take(2)(dataset)
    expect(identities(first)).toEqual([0, 1])
    expect(first.inputs.buffer.byteLength).toBe(16)
    expect(identities(take(9)(dataset))).toHaveLength(9)
    expect(identities(take(0)(dataset))).toEqual([])
  })

  it.each([10, -1, 1.5])('throws at %d of 9', n => {
    expect(() => take(n)(digits(9, 4))).toThrow(`${n} examples of "digits", which has 9`)
  })
})

describe('shuffle', () => {
  it('is a permutation that the key decides', () => {
    const order = (seed: number): number[] => identities(shuffle(random.key(seed))(digits(50, 3)))
    expect(order(1)).toEqual(order(1))
    expect(order(1)).not.toEqual(order(2))
    expect(order(1).sort((a, b) => a - b)).toEqual(identities(digits(50, 3)))
  })
})

describe('splitAt', () => {
  it('divides into two parts, each in order, for a count as for a fraction', () => {
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (n, share, seed) => {
        const count = Math.round(share * n)
        for (const at of share > 0 && share < 1 ? [count, share] : [count]) {
          const [first, second] = splitAt(at, random.key(seed))(digits(n, 3))
          const parts = [identities(first), identities(second)]
          expect(parts[0]).toHaveLength(count)
          for (const part of parts) expect(part).toEqual([...part].sort((a, b) => a - b))
          expect(parts.flat().sort((a, b) => a - b)).toEqual(identities(digits(n, 3)))
          expect(checkDataset(second)._tag).toBe('Right')
        }
      }),
    )
  })

  it('draws: another key, another division', () => {
    const first = (seed: number): number[] => identities(splitAt(25, random.key(seed))(digits(50, 3))[0])
    expect(first(1)).not.toEqual(first(2))
  })

  it.each([51, -1, 1.5, Number.NaN])('throws at %d of 50', at => {
    expect(() => splitAt(at, random.key(0))(digits(50, 3))).toThrow('which has 50')
  })
})
