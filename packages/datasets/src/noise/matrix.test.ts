import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { countLabels } from '../labels.ts'
import { corrupt } from './corrupt.ts'
import { drawRows } from './drawRows.ts'
import { decodeNoise, transitionMatrix } from './kinds.ts'
import { matrix } from './matrix.ts'
import golden from './numpyNoise.golden.json' with { type: 'json' }
import { pairFlip } from './pairFlip.ts'
import { symmetric } from './symmetric.ts'

/** Rows of whole weights over their sum, some of them 0. */
const stochastic = fc.integer({ min: 1, max: 6 }).chain(k =>
  fc.array(
    fc
      .array(fc.nat(20), { minLength: k, maxLength: k })
      .filter(weights => weights.some(weight => weight > 0))
      .map(weights => {
        const sum = weights.reduce((a, b) => a + b, 0)
        return weights.map(weight => weight / sum)
      }),
    { minLength: k, maxLength: k },
  ),
)

describe('noise by a matrix', () => {
  it('is exact to less than one label, in every cell', () => {
    fc.assert(
      fc.property(stochastic, fc.integer({ min: 0, max: 300 }), fc.nat(), (T, n, seed) => {
        const k = T.length
        const clean = digits(n, k)
        const { labels } = orThrow(corrupt(matrix({ matrix: T, count: 'exact' }), random.key(seed))(clean))
        for (const [i, row] of T.entries()) {
          const now = labels.filter((_, index) => index % k === i)
          for (const [j, p] of row.entries()) {
            const count = now.filter(label => label === j).length
            expect(Math.abs(count - p * now.length)).toBeLessThan(1)
          }
        }
      }),
    )
  })

  it('is T in the mean over the keys, also where a class has too few labels for whole numbers', () => {
    // Ten classes of five labels: each other class is due a ninth of a label, whichever stands first.
    const T = orThrow(transitionMatrix(symmetric({ rate: 0.2 }), 10))
    const keys = 2000
    const received = new Array<number>(10).fill(0)
    for (let seed = 0; seed < keys; seed++) {
      const { labels, mask } = orThrow(
        corrupt(matrix({ matrix: T, count: 'exact' }), random.key(seed))(digits(50, 10)),
      )
      for (const [index, label] of labels.entries())
        if (mask[index] === 1) received[label] = (received[label] as number) + 1
    }
    // 10 wrong labels a key, 1 for each class; a count's deviation is below √keys, 6 of them are one in 10⁹.
    expect(received.reduce((a, b) => a + b, 0)).toBe(10 * keys)
    for (const count of received) expect(Math.abs(count - keys)).toBeLessThan(6 * Math.sqrt(keys))
  })

  it('never draws what has probability 0', () => {
    fc.assert(
      fc.property(
        stochastic,
        fc.constantFrom('iid' as const, 'exact' as const),
        fc.nat(),
        (T, count, seed) => {
          const k = T.length
          const { labels } = orThrow(corrupt(matrix({ matrix: T, count }), random.key(seed))(digits(120, k)))
          for (const [index, label] of labels.entries()) expect(T[index % k]?.[label]).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('goes through the specification as it is, and is its own transition matrix', () => {
    fc.assert(
      fc.property(stochastic, T => {
        expect(orThrow(decodeNoise({ kind: 'matrix', matrix: T }))).toEqual({
          kind: 'matrix',
          matrix: T,
          count: 'iid',
        })
        expect(orThrow(transitionMatrix(matrix({ matrix: T }), T.length))).toEqual(T)
      }),
    )
  })

  it.each([
    [
      [
        [0.5, 0.5],
        [0.5, 0.4],
      ],
      'matrix noise: row 1 sums to 0.9, not 1',
    ],
    [
      [
        [0.5, 0.5, 0],
        [1, 0],
      ],
      'matrix noise: row 0 has 3 entries, not 2',
    ],
    [
      [
        [1.2, -0.2],
        [0, 1],
      ],
      'matrix noise: row 0 has 1.2 at column 0, not a probability',
    ],
    [
      [
        [1, 0],
        [-1e-9, 1],
      ],
      'matrix noise: row 1 has -1e-9 at column 0, not a probability',
    ],
    [[], 'matrix noise: there are no rows'],
  ])('%j is refused', (T, message) => {
    expect(leftOf(decodeNoise({ kind: 'matrix', matrix: T })).message).toBe(message)
  })

  it('of other classes is refused', () => {
    const noise = matrix({
      matrix: [
        [1, 0],
        [0, 1],
      ],
    })
    expect(leftOf(transitionMatrix(noise, 3)).message).toBe('a matrix of 2 classes does not suit 3')
  })

  it('takes rows that sum to 1 within 1e-6, and gives every label one, whatever they sum to', () => {
    const third = 0.3333333
    const rows = Array.from({ length: 3 }, () => [third, third, third])
    expect(orThrow(decodeNoise({ kind: 'matrix', matrix: rows })).kind).toBe('matrix')
    for (const p of [0.3, 0.4]) {
      const row = [p, p, p]
      const labels = drawRows(new Int32Array(300), [row, row, row], 'exact', random.key(0))
      expect(countLabels(labels, 3)).toEqual([100, 100, 100])
    }
  })
})

describe('the matrices of Co-teaching’s generator', () => {
  it('are those of symmetric and pair-flip noise', () => {
    for (const [make, { rate, matrix }] of [
      [symmetric, golden.symmetric],
      [pairFlip, golden.pairFlip],
    ] as const) {
      const found = orThrow(transitionMatrix(make({ rate }), 5))
      for (const [i, row] of matrix.entries()) {
        for (const [j, p] of row.entries()) expect(found[i]?.[j]).toBeCloseTo(p, 15)
      }
    }
  })
})
