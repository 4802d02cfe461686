import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import type { Dataset } from '../dataset.ts'
import { countLabels } from '../labels.ts'
import { corrupt } from '../noise/corrupt.ts'
import { isNoisy } from '../noise/noisyDataset.ts'
import { openSet } from '../noise/openSet.ts'
import { symmetric } from '../noise/symmetric.ts'
import { stratifiedSplit, stratifiedSubset } from './stratified.ts'

/** Which of `digits` these are: example i holds [i, −i]. */
const identities = ({ inputs }: Dataset): number[] => [...inputs].filter((_, at) => at % 2 === 0)

const withLabels = (labels: readonly number[], classes: number): Dataset => ({
  ...digits(labels.length, classes),
  labels: Int32Array.from(labels),
})

describe('stratifiedSplit', () => {
  it('gives every class its share to one example, the parts as large as asked, each in order', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 80 })
    fc.assert(
      fc.property(labels, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (given, share, seed) => {
        const dataset = withLabels(given, 5)
        const count = Math.round(share * given.length)
        const [first, second] = stratifiedSplit(count, random.key(seed))(dataset)
        expect(first.labels).toHaveLength(count)
        const all = countLabels(dataset.labels, 5)
        for (const [label, of] of countLabels(first.labels, 5).entries()) {
          const quota = ((all[label] as number) * count) / Math.max(1, given.length)
          expect(Math.abs(of - quota)).toBeLessThan(1)
        }
        const parts = [identities(first), identities(second)]
        for (const part of parts) expect(part).toEqual([...part].sort((a, b) => a - b))
        expect(parts.flat().sort((a, b) => a - b)).toEqual(identities(dataset))
      }),
    )
  })

  it('gives what is over to the largest remainders, of equal ones to the lower class', () => {
    // Quotas at 5 of 10: 2.5, 1.5, 1: one more for class 0.
    const [first] = stratifiedSplit(5, random.key(1))(withLabels([0, 0, 0, 0, 0, 1, 1, 1, 2, 2], 3))
    expect(countLabels(first.labels, 3)).toEqual([3, 1, 1])
    // Quotas at 0.3 of 10: 2.1, 0.9: the one left goes to class 1.
    const [third] = stratifiedSplit(0.3, random.key(1))(withLabels([0, 0, 0, 0, 0, 0, 0, 1, 1, 1], 2))
    expect(countLabels(third.labels, 2)).toEqual([2, 1])
  })

  it('counts by the labels given, or by the clean ones', () => {
    const noisy = orThrow(corrupt(symmetric({ rate: 0.6 }), random.key(5))(digits(200, 4)))
    const [given] = stratifiedSplit(0.5, random.key(2))(noisy)
    expect(countLabels(given.labels, 4)).toEqual(
      countLabels(stratifiedSubset(0.5, random.key(3))(noisy).labels, 4),
    )
    const [clean] = stratifiedSplit(0.5, random.key(2), { by: 'clean' })(noisy)
    expect(isNoisy(clean)).toBe(true)
    expect(countLabels(clean.cleanLabels, 4)).toEqual([25, 25, 25, 25])
    const [same] = stratifiedSplit(0.5, random.key(2), { by: 'clean' })(digits(200, 4))
    expect(countLabels(same.labels, 4)).toEqual([25, 25, 25, 25])
  })

  it('draws: another key, another division', () => {
    const first = (seed: number): number[] =>
      identities(stratifiedSplit(0.5, random.key(seed))(digits(50, 3))[0])
    expect(first(1)).toEqual(first(1))
    expect(first(1)).not.toEqual(first(2))
  })

  it.each([51, -1, 1.5, Number.NaN])('throws at %d of 50', at => {
    expect(() => stratifiedSplit(at, random.key(0))(digits(50, 3))).toThrow('which has 50')
  })
})

describe('stratifiedSubset', () => {
  it.each([0.1, 0.5, 100])('takes %d of 100 as the split does', at => {
    const part = stratifiedSubset(at, random.key(4))(digits(100, 10))
    expect(part).toEqual(stratifiedSplit(at, random.key(4))(digits(100, 10))[0])
    expect(new Set(countLabels(part.labels, 10)).size).toBe(1)
  })
})

it('examples of no class are a stratum of their own', () => {
  const outside = openSet({ rate: 0.3, count: 'exact' })
  const others = { ...digits(50, 3), name: 'others' }
  const noisy = orThrow(corrupt(outside, random.key(1), { others })(digits(100, 2)))
  const [first, second] = stratifiedSplit(0.5, random.key(2), { by: 'clean' })(noisy)
  const outsiders = (part: typeof noisy) => part.cleanLabels.filter(label => label === -1).length
  expect([first.labels.length, second.labels.length]).toEqual([50, 50])
  expect([outsiders(first), outsiders(second)]).toEqual([15, 15])
  expect(stratifiedSubset(0.1, random.key(2), { by: 'clean' })(noisy).labels).toHaveLength(10)
})
