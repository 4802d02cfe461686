import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { type Dataset, size } from '../dataset.ts'
import { digestLabels } from '../digest.ts'
import { randomState } from './mersenneTwister.ts'
import golden from './mnist1d.golden.json' with { type: 'json' }
import { type Mnist1dOptions, mnist1d } from './mnist1d.ts'

/** The package's names of the options in the second golden set. */
const other: Mnist1dOptions = {
  size: 205,
  trainShare: 0.7,
  padding: [10, 30],
  scaleCoefficient: 0.8,
  maxTranslation: 20,
  correlatedNoise: 0.1,
  independentNoise: 0.05,
  shear: 0.3,
  shuffleSequence: true,
  length: 24,
  seed: 7,
}

const row = ({ inputs, inputShape: [length = 0] }: Dataset, index: number): Float32Array =>
  (inputs as Float32Array).subarray(index * length, (index + 1) * length)

function expectRows(dataset: Dataset, every: number, rows: readonly (readonly number[])[]): void {
  for (const [index, values] of rows.entries()) {
    const found = row(dataset, index * every)
    expect(found.length).toBe(values.length)
    for (const [at, value] of values.entries())
      expect(Math.abs((found[at] as number) - value)).toBeLessThan(1e-6)
  }
}

function expectSums(dataset: Dataset, of: (value: number) => number, sums: readonly number[]): void {
  for (const [at, sum] of sums.entries()) {
    let found = 0
    for (let index = 0; index < size(dataset); index++) found += of(row(dataset, index)[at] as number)
    expect(Math.abs(found - sum)).toBeLessThan(1e-3)
  }
}

describe('mnist1d', () => {
  it.each([
    ['with default arguments', {}, golden.default],
    ['with every argument changed', other, golden.other],
  ])('equals the package mnist1d %s', (_, options, expected) => {
    const { train, test } = orThrow(mnist1d(options))
    expect([size(train), size(test)]).toEqual(expected.sizes)
    expect(digestLabels(train.labels)).toBe(expected.trainLabels)
    expect(digestLabels(test.labels)).toBe(expected.testLabels)
    expectRows(train, expected.every, expected.train)
    expectRows(test, expected.every, expected.test)
    expectSums(train, x => x, expected.trainSums)
    expectSums(train, x => x * x, expected.trainSquares)
    expectSums(test, x => x, expected.testSums)
  })

  it('takes every tenth for each digit and drops what does not divide', () => {
    const { train, test } = orThrow(mnist1d({ size: 29, trainShare: 1 }))
    expect([...train.labels].sort()).toEqual([...Array(10).keys()].flatMap(digit => [digit, digit]))
    expect(size(test)).toBe(0)
  })

  it.each<[Mnist1dOptions, string]>([
    [{ size: 9 }, 'size must be a whole number of at least 10, not 9'],
    [{ trainShare: 1.5 }, 'trainShare must be in [0, 1], not 1.5'],
    [{ padding: [5, 4] }, 'padding must be two whole numbers'],
    [{ maxTranslation: 73 }, 'maxTranslation must be a whole number from 1 to 72, not 73'],
    [{ length: 1 }, 'length must be a whole number of at least 2, not 1'],
    [{ size: 1e7 }, 'more than 268435456 values'],
    [{ seed: -1 }, 'seed must be a whole number in [0, 2^32), not -1'],
    [{ shear: Number.NaN }, 'shear must be a finite number, not NaN'],
    [{ independentNoise: -1 }, 'independentNoise must be a number of at least 0, not -1'],
  ])('refuses %j', (options, message) => {
    const error = leftOf(mnist1d(options))
    expect(error.code).toBe('usage')
    expect(error.message).toContain(message)
  })
})

describe('randomState', () => {
  it("has NumPy's draws", () => {
    const draw = randomState(123)
    const { uniform, below48, normal, permutation, late } = golden.draws
    expect(uniform.map(() => draw.uniform())).toEqual(uniform)
    expect(below48.map(() => draw.below(48))).toEqual(below48)
    for (const value of normal) expect(draw.normal()).toBeCloseTo(value, 14)
    expect([...draw.permutation(30)]).toEqual(permutation)
    const far = randomState(2 ** 32 - 1)
    expect(Array.from({ length: 2000 }, () => far.uniform()).slice(-3)).toEqual(late)
  })
})
