import { orThrow, type PlanishError } from '@planish/core'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostMatrix } from '../hostMatrix.ts'
import golden from './calibration.golden.json' with { type: 'json' }
import { calibrationError, classwiseCalibrationError } from './calibrationError.ts'
import { fitTemperature } from './fitTemperature.ts'
import { probabilitiesOf } from './probabilitiesOf.ts'
import { brierScore, negativeLogLikelihood } from './properScores.ts'
import { reliability } from './reliability.ts'

const logitsOf = ({ logits }: { readonly logits: number[][] }): HostMatrix => ({
  values: logits.flat(),
  columns: logits[0]?.length ?? 0,
})

describe.each(golden.cases)('against NumPy, case %#', example => {
  const logits = logitsOf(example)
  const { labels } = example
  const probabilities = probabilitiesOf(logits)

  it('scores', () => {
    expect(negativeLogLikelihood(probabilities, labels)).toBeCloseTo(example.nll, 12)
    expect(brierScore(probabilities, labels)).toBeCloseTo(example.brier, 12)
  })

  it.each(example.errors)('errors in $bins bins', ({ bins, width, mass, classwise }) => {
    expect(calibrationError(probabilities, labels, { bins })).toBeCloseTo(width, 12)
    expect(calibrationError(probabilities, labels, { bins, by: 'mass' })).toBeCloseTo(mass, 12)
    expect(classwiseCalibrationError(probabilities, labels, { bins })).toBeCloseTo(classwise, 12)
  })

  it('the temperature', () => {
    // A minimum that is found by values is known to the root of their rounding.
    expect(orThrow(fitTemperature(logits, labels)) / example.temperature).toBeCloseTo(1, 6)
  })
})

/** Logits of up to 20 examples and 4 classes, on a grid, so that a row can be told from another. */
const examples = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 20 }))
  .chain(([classes, rows]) =>
    fc.record({
      logits: fc
        .array(fc.integer({ min: -40, max: 40 }), { minLength: classes * rows, maxLength: classes * rows })
        .map(values => ({ values: values.map(value => value / 8), columns: classes })),
      labels: fc.array(fc.nat(classes - 1), { minLength: rows, maxLength: rows }),
    }),
  )

const binnings = fc.record({
  bins: fc.integer({ min: 1, max: 20 }),
  by: fc.constantFrom('width' as const, 'mass' as const),
})

it('bins hold every example once; the error is at most 1, and at least the gap of the whole', () => {
  fc.assert(
    fc.property(examples, binnings, ({ logits, labels }, binning) => {
      const probabilities = probabilitiesOf(logits)
      const bars = reliability(probabilities, labels, binning)
      expect(bars).toHaveLength(binning.bins)
      expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length)
      const error = calibrationError(probabilities, labels, binning)
      expect(error).toBeLessThanOrEqual(1)
      // The triangle inequality: bins can only tell gaps apart that cancel in one.
      expect(error).toBeGreaterThanOrEqual(calibrationError(probabilities, labels, { bins: 1 }) - 1e-12)
      if (binning.by === 'mass') {
        const counts = bars.map(({ count }) => count)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

it('puts a confidence on an edge into the bin below it', () => {
  for (let bins = 1; bins <= 40; bins++) {
    for (let edge = Math.ceil(bins / 2); edge <= bins; edge++) {
      const confidence = edge / bins
      if (confidence <= 0.5) continue
      const bars = reliability({ values: [confidence, 1 - confidence], columns: 2 }, [0], { bins })
      expect(bars.findIndex(({ count }) => count === 1)).toBe(edge - 1)
    }
  }
})

it('a fitted temperature has no better one near, and leaves predictions alone', () => {
  fc.assert(
    fc.property(examples, ({ logits, labels }) => {
      const fitted = fitTemperature(logits, labels)
      if (E.isLeft(fitted)) {
        // Then colder or hotter is better for ever.
        const at = (t: number) => negativeLogLikelihood(probabilitiesOf(logits, t), labels)
        const finite = [0.5, 1, 2, 4].map(at)
        const sorted = [...finite].sort((a, b) => a - b)
        const rising = finite.every((value, i) => Math.abs(value - (sorted[i] as number)) < 1e-9)
        const falling = finite.every((value, i) => Math.abs(value - (sorted[3 - i] as number)) < 1e-9)
        expect(rising || falling).toBe(true)
        return
      }
      const best = negativeLogLikelihood(probabilitiesOf(logits, fitted.right), labels)
      for (const factor of [0.9, 0.99, 1.01, 1.1]) {
        const other = negativeLogLikelihood(probabilitiesOf(logits, fitted.right * factor), labels)
        expect(best).toBeLessThanOrEqual(other + 1e-9)
      }
    }),
  )
})

it('reads one logit as that of class 1', () => {
  expect(probabilitiesOf({ values: [Math.log(3)], columns: 1 }).values).toEqual(
    probabilitiesOf({ values: [0, Math.log(3)], columns: 2 }).values,
  )
  expect(orThrow(fitTemperature({ values: [4, 4, 4, -4], columns: 1 }, [1, 1, 0, 0]))).toBeCloseTo(
    4 / Math.log(3),
    8,
  )
})

it('says what is wrong', () => {
  const two = { values: [0.5, 0.5], columns: 2 }
  expect(() => reliability({ values: [0.5, 0.6], columns: 2 }, [0])).toThrow(/row 0 is no distribution/)
  expect(() => reliability({ values: [0.5, 0.5, 0.5], columns: 2 }, [0])).toThrow(/whole rows of 2/)
  expect(() => reliability(two, [2])).toThrow(/label 0 is 2/)
  expect(() => reliability(two, [])).toThrow(/0 labels for 1 examples/)
  expect(() => reliability({ values: [], columns: 2 }, [])).toThrow(/no examples/)
  expect(() => reliability(two, [0], { bins: 0 })).toThrow(/bins must be a whole number from 1/)
  expect(() => probabilitiesOf(two, 0)).toThrow(/temperature must be a number above 0/)
  const message = (values: number[], labels: number[]): string =>
    E.match(
      ({ message }: PlanishError) => message,
      () => 'fitted',
    )(fitTemperature({ values, columns: 2 }, labels))
  expect(message([2, 0, 2, 0], [0, 0])).toMatch(/no temperature is low enough/)
  expect(message([2, 0, 2, 0], [1, 1])).toMatch(/no temperature is high enough/)
  expect(message([2, Number.NaN], [1])).toMatch(/not finite/)
  expect(message([2, 0], [5])).toMatch(/label 0 is 5/)
})
