import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import golden from '../jax.golden.json' with { type: 'json' }
import { corrupt } from './corrupt.ts'
import { decodeNoise, transitionMatrix } from './kinds.ts'
import { type SymmetricOptions, symmetric } from './symmetric.ts'

const labelsOf = (n: number, classes: number, options: SymmetricOptions, seed: number): Int32Array =>
  orThrow(corrupt(symmetric(options), random.key(seed))(digits(n, classes))).labels

const rate = fc.double({ min: 0, max: 1, noNaN: true })
const seed = fc.nat()
const classes = fc.integer({ min: 2, max: 12 })
const size = fc.integer({ min: 0, max: 200 })
const inclusive = fc.boolean()
const count = fc.constantFrom('iid', 'exact')

describe('symmetric noise', () => {
  it.each(golden.noise)('of $spec is what JAX draws', ({ spec, seed, labels }) => {
    const noisy = corrupt(orThrow(decodeNoise(spec)), random.key(seed))(digits(golden.clean.length, 10))
    expect([...orThrow(noisy).labels]).toEqual(labels)
  })

  it('never keeps a replaced label when exclusive: rate 1 changes every label', () => {
    fc.assert(
      fc.property(size, classes, count, seed, (n, k, count, seed) => {
        const labels = labelsOf(n, k, { rate: 1, count }, seed)
        expect(labels.every((label, index) => label !== index % k && label >= 0 && label < k)).toBe(true)
      }),
    )
  })

  it('changes exactly round(p n) labels when exact and exclusive', () => {
    fc.assert(
      fc.property(size, classes, rate, seed, (n, k, rate, seed) => {
        const labels = labelsOf(n, k, { rate, count: 'exact' }, seed)
        const changed = labels.reduce((sum, label, index) => sum + (label === index % k ? 0 : 1), 0)
        expect(changed).toBe(Math.round(rate * n))
      }),
    )
  })

  it('replaces, with one key, at a higher rate all that a lower one does, by the same labels', () => {
    fc.assert(
      fc.property(size, classes, rate, rate, inclusive, count, seed, (n, k, a, b, inclusive, count, seed) => {
        const options = { inclusive, count }
        const lower = labelsOf(n, k, { ...options, rate: Math.min(a, b) }, seed)
        const higher = labelsOf(n, k, { ...options, rate: Math.max(a, b) }, seed)
        for (const [index, label] of lower.entries()) {
          if (label !== index % k) expect(higher[index]).toBe(label)
        }
      }),
    )
  })

  it.each([
    { rate: 0.4 },
    { rate: 0.4, inclusive: true },
    { rate: 0.4, count: 'exact' },
    { rate: 1, inclusive: true },
  ] as const)('realises its matrix within what chance allows: %o', options => {
    const [n, k] = [50_000, 5]
    const expected = orThrow(transitionMatrix(symmetric(options), k))
    const { realisedMatrix } = orThrow(corrupt(symmetric(options), random.key(3))(digits(n, k)))
    let chiSquare = 0
    for (const [i, row] of expected.entries()) {
      for (const [j, p] of row.entries()) {
        chiSquare += ((n / k) * ((realisedMatrix[i]?.[j] ?? Number.NaN) - p) ** 2) / p
      }
    }
    // k (k − 1) = 20 degrees of freedom: 0.9 quantiles of both tails are 12.4 and 28.4, 45.3 is exceeded once in 1,000.
    expect(chiSquare).toBeGreaterThan(5)
    expect(chiSquare).toBeLessThan(45.3)
  })
})

describe('transitionMatrix', () => {
  it('is (1−p) I + p/(K−1) (1 − I), exclusive', () => {
    expect(orThrow(transitionMatrix(symmetric({ rate: 0.5 }), 3))).toEqual([
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.25, 0.25, 0.5],
    ])
  })

  it('is (1−p) I + p/K, inclusive', () => {
    expect(orThrow(transitionMatrix(symmetric({ rate: 0.5, inclusive: true }), 4))).toEqual([
      [0.625, 0.125, 0.125, 0.125],
      [0.125, 0.625, 0.125, 0.125],
      [0.125, 0.125, 0.625, 0.125],
      [0.125, 0.125, 0.125, 0.625],
    ])
  })

  it('has rows that sum to 1', () => {
    fc.assert(
      fc.property(rate, classes, inclusive, (rate, k, inclusive) => {
        for (const row of orThrow(transitionMatrix(symmetric({ rate, inclusive }), k))) {
          expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        }
      }),
    )
  })
})

describe('a specification', () => {
  it('is handed on with its defaults written out', () => {
    expect(orThrow(decodeNoise({ kind: 'symmetric', rate: 0.2 }))).toEqual({
      kind: 'symmetric',
      rate: 0.2,
      inclusive: false,
      count: 'iid',
    })
  })

  it.each([
    [{ kind: 'symmetric', rate: 40 }, 'rate: must be in [0, 1]'],
    [{ kind: 'symmetric', rate: -0.1 }, 'rate: must be in [0, 1]'],
    [{ kind: 'symmetric', rate: Number.NaN }, 'rate: Invalid input: expected number, received NaN'],
    [{ kind: 'symmetric' }, 'rate: Invalid input: expected number, received undefined'],
    [{ kind: 'symmetric', rate: 0.1, typo: 1 }, 'Unrecognized key: "typo"'],
    [{ kind: 'symmetric', rate: 0.1, count: 'some' }, 'count: Invalid option'],
    [{ kind: 'toString', rate: 0.1 }, 'unknown noise "toString"'],
    [null, 'a noise specification without a kind'],
  ])('%o is refused', (input, message) => {
    const error = leftOf(decodeNoise(input))
    expect(error.code).toBe('usage')
    expect(error.message).toContain(message)
  })

  it('of exclusive noise does not suit one class', () => {
    const error = leftOf(corrupt(symmetric({ rate: 0.1 }), random.key(0))(digits(3, 1)))
    expect(error.message).toBe('symmetric noise needs at least 2 classes, there are 1')
  })
})
