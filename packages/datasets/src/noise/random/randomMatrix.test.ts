import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../../test/digits.ts'
import { leftOf } from '../../../test/either.ts'
import { corrupt } from '../corrupt.ts'
import { decodeNoise, transitionMatrix } from '../kinds.ts'
import golden from '../numpyNoise.golden.json' with { type: 'json' }
import { isLearnable } from './learnable.ts'
import { randomMatrix } from './randomMatrix.ts'
import { type RandomMatrixOptions, randomTransitionMatrix } from './randomTransitionMatrix.ts'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const even = (k: number): number[] => new Array<number>(k).fill(1 / k)
const draw = (options: RandomMatrixOptions, priors: readonly number[], seed = 0): number[][] =>
  orThrow(randomTransitionMatrix(options, priors, random.key(seed)))

describe('isLearnable', () => {
  it('is cleanlab’s verdict', () => {
    for (const { matrix, priors, valid } of golden.validity) expect(isLearnable(matrix, priors)).toBe(valid)
  })
})

describe('a random transition matrix', () => {
  const cases = fc.integer({ min: 2, max: 9 }).chain(k =>
    fc.record({
      k: fc.constant(k),
      // Near 1 few are learnable, and many would be drawn.
      trace: fc.double({ min: 1 + 0.4 * (k - 1), max: k, noNaN: true }),
      weights: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: k, maxLength: k }),
      zeros: fc.constantFrom(...[0, 0.3, 0.6].filter(zeros => k === 2 || zeros <= (k - 2) / (k - 1))),
      seed: fc.nat(),
    }),
  )

  it('has its trace, rows that sum to 1, and is learnable', () => {
    fc.assert(
      fc.property(cases, ({ trace, weights, zeros, seed }) => {
        const priors = weights.map(weight => weight / sum(weights))
        const T = draw({ trace, zeros }, priors, seed)
        expect(sum(T.map((row, i) => row[i] as number))).toBeCloseTo(trace, 9)
        for (const row of T) {
          expect(sum(row)).toBeCloseTo(1, 9)
          for (const p of row) expect(p >= 0 && p <= 1 + 1e-12).toBe(true)
        }
        expect(isLearnable(T, priors)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('need not be learnable where that isn’t asked for', () => {
    const traces = [0, 0.5, 1].map(trace => {
      const T = draw({ trace, learnable: false, minKept: 0 }, even(4))
      expect(T.every(row => Math.abs(sum(row) - 1) < 1e-9)).toBe(true)
      return sum(T.map((row, i) => row[i] as number))
    })
    for (const [i, trace] of [0, 0.5, 1].entries()) expect(traces[i]).toBeCloseTo(trace, 9)
  })

  it('has at least the zeros that are asked for, spread over the rows', () => {
    for (const [zeros, seed] of [0.2, 0.5, 0.6].flatMap(zeros =>
      [1, 2, 3].map(seed => [zeros, seed] as const),
    )) {
      const T = draw({ trace: 6, zeros }, even(8), seed)
      const count = T.flat().filter(p => p === 0).length
      expect(count).toBeGreaterThanOrEqual(Math.trunc(56 * zeros))
    }
  })

  it('keeps to its bounds', () => {
    const options = { trace: 4, minKept: 0.5, maxKept: 0.9, minRate: 0.02, maxRate: 0.2 }
    for (let seed = 0; seed < 20; seed++) {
      for (const [i, row] of draw(options, even(6), seed).entries()) {
        for (const [j, p] of row.entries()) {
          const [least, most] = i === j ? [0.5, 0.9] : [0.02, 0.2]
          expect(p).toBeGreaterThanOrEqual(least - 1e-12)
          expect(p).toBeLessThanOrEqual(most + 1e-12)
        }
      }
    }
  })

  it('of the greatest trace is the identity, and of two classes with zeros is what is left', () => {
    expect(
      draw({ trace: 3 }, even(3))
        .flat()
        .map(p => Number(p.toFixed(9))),
    ).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1])
    const T = draw({ trace: 1.5, zeros: 0.5 }, even(2))
    expect([
      JSON.stringify([
        [1, 0],
        [0.5, 0.5],
      ]),
      JSON.stringify([
        [0.5, 0.5],
        [0, 1],
      ]),
    ]).toContain(JSON.stringify(T))
  })

  it('is decided by the key', () => {
    expect(draw({ trace: 3 }, even(5), 7)).toEqual(draw({ trace: 3 }, even(5), 7))
    expect(draw({ trace: 3 }, even(5), 7)).not.toEqual(draw({ trace: 3 }, even(5), 8))
  })

  it.each<[RandomMatrixOptions, number, string]>([
    [{ trace: 1 }, 3, 'a learnable matrix has a trace above 1, not 1'],
    [{ trace: 4 }, 3, 'the trace is in [0, 3], not 4'],
    [{ trace: Number.NaN }, 3, 'the trace is in [0, 3], not NaN'],
    [{ trace: 2 }, 1, 'it needs at least 2 classes, there are 1'],
    [{ trace: 2, zeros: 1 }, 3, 'zeros is in [0, 1), not 1'],
    [{ trace: 2, zeros: 0.6 }, 3, 'of 3 classes zeros is at most 0.5, not 0.6'],
    [
      { trace: 1.2, zeros: 0.5, minKept: 0.4, maxKept: 0.9 },
      2,
      'none of 10000 with trace 1.2 is learnable within the bounds',
    ],
    [{ trace: 2, minKept: 0.9 }, 3, "3 entries from 0.9 to 1 don't sum to the trace 2"],
    [{ trace: 2, minKept: 0.9, maxKept: 0.8 }, 3, '0 ≤ minKept ≤ maxKept ≤ 1 does not hold of 0.9 and 0.8'],
    [{ trace: 2, minRate: 0.5, maxRate: 0.1 }, 3, '0 ≤ minRate ≤ maxRate ≤ 1 does not hold of 0.5 and 0.1'],
    [{ trace: 2, minRate: 0.5 }, 3, 'none of 10000 with trace 2 is learnable within the bounds'],
  ])('%j of %i classes is refused', (options, k, message) => {
    const error = leftOf(randomTransitionMatrix(options, even(k), random.key(0)))
    expect(error.message).toBe(`random transition matrix: ${message}`)
  })

  it('wants priors that are some', () => {
    expect(leftOf(randomTransitionMatrix({ trace: 2 }, [0.5, 0.6], random.key(0))).message).toContain(
      'priors',
    )
  })
})

describe('noise of a random matrix', () => {
  it.each([
    [{ trace: -5 }, 'the trace is at least 0, not -5'],
    [{ trace: 2, zeros: 7 }, 'zeros is in [0, 1), not 7'],
    [{ trace: 2, minKept: 3 }, '0 ≤ minKept ≤ maxKept ≤ 1 does not hold of 3 and 1'],
  ])('%j is refused before there are data', (options, message) => {
    expect(leftOf(decodeNoise(randomMatrix(options))).message).toBe(`random matrix noise: ${message}`)
  })

  it('draws the matrix from the first half of the key, the labels from it', () => {
    const key = random.key(4)
    const noisy = orThrow(corrupt(randomMatrix({ trace: 2.4, count: 'exact' }), key)(digits(3000, 4)))
    const T = orThrow(randomTransitionMatrix({ trace: 2.4 }, even(4), random.split(key)[0]))
    for (const [i, row] of T.entries()) {
      for (const [j, p] of row.entries()) {
        expect(Math.abs((noisy.realisedMatrix[i]?.[j] as number) - p)).toBeLessThan(1 / 750)
      }
    }
  })

  it('has no matrix before the key, and nothing to draw for no examples', () => {
    expect(leftOf(transitionMatrix(randomMatrix({ trace: 2 }), 3)).hint).toContain('randomTransitionMatrix')
    expect(orThrow(corrupt(randomMatrix({ trace: 2 }), random.key(0))(digits(0, 3))).labels).toHaveLength(0)
    expect(leftOf(corrupt(randomMatrix({ trace: 9 }), random.key(0))(digits(9, 3))).code).toBe('usage')
  })
})
