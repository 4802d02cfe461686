import { random } from '@planish/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countLabels } from './labels.ts'
import { stratify } from './stratify.ts'

it('takes the same share of each class, drawn by the key', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }),
      (list, share, seed) => {
        const labels = Int32Array.from(list)
        const { train, test } = stratify(labels, 5, share, random.key(seed))
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...labels.keys()])
        for (const half of [train, test]) expect([...half]).toEqual([...half].sort((a, b) => a - b))
        const tested = countLabels(
          test.map(index => labels[index] as number),
          5,
        )
        expect(tested).toEqual(countLabels(labels, 5).map(count => Math.round(share * count)))
      },
    ),
  )
})

it('draws others by another key, and all of a class as often', () => {
  const labels = new Int32Array(20)
  const often = new Array<number>(20).fill(0)
  for (let seed = 0; seed < 400; seed++) {
    for (const index of stratify(labels, 1, 0.25, random.key(seed)).test)
      often[index] = (often[index] ?? 0) + 1
  }
  // 100 expected, standard deviation 8.7.
  for (const count of often) expect(Math.abs(count - 100)).toBeLessThan(44)
})
