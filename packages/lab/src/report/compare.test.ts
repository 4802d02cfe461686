import { meanInterval, studentT } from '@planish/analysis'
import { describe, expect, it } from 'vitest'
import type { TrialResult } from '../run/record.ts'
import { resultRow } from '../run/summary.ts'
import { compare } from './compare.ts'

const row = (peaks: readonly (readonly [seed: number, peak: number])[]) =>
  resultRow(
    'sgd',
    'SGD',
    peaks.map(
      ([seed, peak]): TrialResult => ({
        seed,
        peak,
        final: 0.5,
        noisyValidation: 0.5,
        cleanTrain: null,
        noisyTrain: null,
        gradientEvaluations: 1,
        seconds: 1,
      }),
    ),
  )

describe('compare', () => {
  it('goes by the tolerance alone with one seed', () => {
    const relation = (a: number, b: number) => compare(row([[0, a]]), row([[0, b]]), 'peak', 0.01).relation
    expect(relation(0.8, 0.78)).toBe('higher')
    expect(relation(0.78, 0.8)).toBe('lower')
    expect(relation(0.8, 0.795)).toBe('level')
    expect(relation(0.8, 0.8 - 0.01)).toBe('higher')
  })

  it('pairs by seed: a common shift of the seeds does not widen the interval', () => {
    const first = row([
      [0, 0.6],
      [1, 0.7],
      [2, 0.8],
    ])
    const second = row([
      [2, 0.78],
      [0, 0.58],
      [1, 0.68],
    ])
    const { relation, interval } = compare(first, second, 'peak', 0.005)
    expect(relation).toBe('higher')
    expect(interval?.[0]).toBeCloseTo(0.02, 10)
    expect(interval?.[1]).toBeCloseTo(0.02, 10)
  })

  it('has no interval from one common seed', () => {
    expect(
      compare(
        row([
          [0, 0.6],
          [1, 0.7],
        ]),
        row([
          [1, 0.5],
          [2, 0.5],
        ]),
        'peak',
        0.005,
      ).interval,
    ).toBeNull()
  })
})

describe('Student’s t', () => {
  it('has the quantiles of the tables', () => {
    // NIST/SEMATECH e-Handbook, table of critical values of t, 0.975.
    for (const [freedom, quantile] of [
      [1, 12.706],
      [2, 4.303],
      [9, 2.262],
      [30, 2.042],
      [40, 2.021],
      [60, 2],
      [100, 1.984],
    ] as const) {
      expect(studentT(freedom)).toBeCloseTo(quantile, 3)
    }
  })

  it('gives the interval of a mean', () => {
    const [low, high] = meanInterval([1, 2, 3]) ?? [0, 0]
    expect(low).toBeCloseTo(2 - 4.3027 / Math.sqrt(3), 4)
    expect(high).toBeCloseTo(2 + 4.3027 / Math.sqrt(3), 4)
    expect(meanInterval([1])).toBeNull()
  })
})
