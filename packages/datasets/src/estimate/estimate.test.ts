import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import type { Dataset } from '../dataset.ts'
import { corrupt } from '../noise/corrupt.ts'
import { transitionMatrix } from '../noise/kinds.ts'
import { pairFlip } from '../noise/pairFlip.ts'
import { anchorPoints } from './anchorPoints.ts'
import { confidentJoint } from './confidentJoint.ts'
import { estimateNoise } from './estimateNoise.ts'
import { findLabelIssues } from './findLabelIssues.ts'
import { stratifiedFolds } from './folds.ts'
import { labelQuality } from './labelQuality.ts'
import { outOfSample } from './outOfSample.ts'
import type { Predictions } from './predictions.ts'
import { roundPreservingSum } from './roundPreservingSum.ts'

/** Examples of noisy labels and a network that is sure of the class, but for a little that each example has of its own. */
function sure(rate: number, n = 4_000, classes = 4): Predictions & { readonly clean: Int32Array } {
  const noisy = orThrow(corrupt(pairFlip({ rate }), random.key(3))(digits(n, classes)))
  const doubt = random.uniform(random.key(4), n, { max: 0.1 })
  const probabilities = Array.from(noisy.cleanLabels, (clean, index) =>
    Array.from({ length: classes }, (_, c) => {
      const rest = doubt[index] as number
      return c === clean ? 1 - rest : rest / (classes - 1)
    }),
  ).flat()
  return { labels: noisy.labels, probabilities, classes, clean: noisy.cleanLabels }
}

describe('what is known', () => {
  const predictions = sure(0.3)

  it('is estimated: the rate and the matrix that the noise was drawn from', () => {
    const estimate = orThrow(estimateNoise(predictions))
    const truth = orThrow(transitionMatrix(pairFlip({ rate: 0.3 }), 4))
    expect(estimate.noiseRate).toBeCloseTo(0.3, 1)
    for (const [i, row] of estimate.transitionMatrix.entries()) {
      for (const [j, p] of row.entries()) expect(p).toBeCloseTo(truth[i]?.[j] as number, 1)
    }
  })

  it('is found: exactly the labels that were changed', () => {
    const { labels, clean } = predictions
    const changed = Array.from(clean.keys()).filter(index => clean[index] !== labels[index])
    for (const by of ['confidentLearning', 'predictedNotGiven', 'pruneByNoiseRate'] as const) {
      expect(
        [...orThrow(findLabelIssues(predictions, { by }))].sort((a, b) => a - b),
        by,
      ).toEqual(changed)
    }
  })
})

describe('roundPreservingSum', () => {
  it('keeps the rounded sum, and stays within one of each number', () => {
    const values = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(values, xs => {
        const rounded = roundPreservingSum(xs)
        const sum = xs.reduce((a, b) => a + b, 0)
        expect(Math.abs(rounded.reduce((a, b) => a + b, 0) - sum)).toBeLessThanOrEqual(0.5)
        for (const [at, x] of xs.entries())
          expect(Math.abs((rounded[at] as number) - x)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('stratifiedFolds', () => {
  it('holds every example out once, sizes and labels differing by one at most', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 7, maxLength: 60 })
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 7 }), fc.nat(), (given, folds, seed) => {
        const all = stratifiedFolds(given, { folds, key: random.key(seed) })
        const held = all.flatMap(({ heldOut }) => [...heldOut])
        expect(held.sort((a, b) => a - b)).toEqual([...given.keys()])
        for (const { training, heldOut } of all) {
          expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual([...given.keys()])
          expect(Math.floor(given.length / folds)).toBeLessThanOrEqual(heldOut.length)
          expect(heldOut.length).toBeLessThanOrEqual(Math.ceil(given.length / folds))
        }
        for (const label of [0, 1, 2, 3]) {
          const counts = all.map(({ heldOut }) => heldOut.filter(index => given[index] === label).length)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('draws: another key, other folds', () => {
    const first = (seed: number) => stratifiedFolds(digits(40, 4).labels, { key: random.key(seed) })[0]
    expect(first(1)).toEqual(first(1))
    expect(first(1)).not.toEqual(first(2))
  })

  it.each([1, 11, 2.5])('throws at %d folds of 10', folds => {
    expect(() => stratifiedFolds(digits(10, 2).labels, { folds, key: random.key(0) })).toThrow('10 examples')
  })
})

describe('outOfSample', () => {
  const options = { folds: 4, key: random.key(6) }

  /** A row that names its example: example i holds [i, −i]. */
  const rowOf = (dataset: Dataset, at: number): number[] => {
    const p = (dataset.inputs[2 * at] as number) / 100
    return [p, 1 - p]
  }

  it("puts each example's probabilities where the example is, none of it trained on", async () => {
    const dataset = digits(30, 2)
    const fit = async (training: Dataset, heldOut: Dataset): Promise<number[]> => {
      const seen = new Set(Array.from(training.labels.keys(), at => training.inputs[2 * at]))
      for (const at of heldOut.labels.keys()) expect(seen.has(heldOut.inputs[2 * at])).toBe(false)
      expect(seen.size + heldOut.labels.length).toBe(30)
      return Array.from(heldOut.labels.keys()).flatMap(at => rowOf(heldOut, at))
    }
    const { probabilities, labels } = orThrow(await outOfSample(dataset, options, fit)())
    expect([...(probabilities as Float64Array)]).toEqual(
      Array.from(labels as Int32Array, (_, at) => rowOf(dataset, at)).flat(),
    )
  })

  it('says which fold gave too little, and passes on what a training throws', async () => {
    const short = leftOf(await outOfSample(digits(8, 2), options, () => [0.5])())
    expect(short.message).toBe('fold 0: 1 probabilities for 2 examples of 2 classes')
    const broken = leftOf(
      await outOfSample(digits(8, 2), options, () => {
        throw new Error('diverged')
      })(),
    )
    expect(broken.message).toContain('diverged')
    expect(leftOf(await outOfSample(digits(3, 2), options, () => [])()).code).toBe('usage')
  })
})

describe('predictions that are none', () => {
  const fine = { labels: [0, 1], probabilities: [0.6, 0.4, 0.1, 0.9], classes: 2 }

  it.each([
    [{ ...fine, labels: [0] }, '1 labels for 2 rows'],
    [{ ...fine, labels: [0, 2] }, 'label 2 of example 1 is not in [0, 2)'],
    [{ ...fine, labels: [0.5, 1] }, 'label 0.5 of example 0'],
    [{ ...fine, probabilities: [0.6, 0.4, 0.1] }, '3 probabilities are not rows of 2 classes'],
    [{ ...fine, probabilities: [], labels: [] }, '0 probabilities are not rows'],
    [{ ...fine, probabilities: [0.6, 0.4, -0.1, 1.1] }, 'probability -0.1 of example 1 is not in [0, 1]'],
    [{ ...fine, probabilities: [0.6, 0.4, Number.NaN, 1] }, 'probability NaN of example 1'],
    [{ ...fine, probabilities: [0.6, 0.4, 0.2, 0.7] }, 'the probabilities of example 1 sum to'],
    [{ ...fine, classes: 1 }, 'classes must be 2 or more, not 1'],
  ])('are refused: %o', (predictions, message) => {
    const refused = [
      confidentJoint(predictions),
      estimateNoise(predictions),
      findLabelIssues(predictions),
      labelQuality(predictions),
    ]
    for (const either of refused) {
      expect(leftOf(either).message).toContain(message)
      expect(leftOf(either).code).toBe('usage')
    }
  })

  it.each([0, 100, Number.NaN])('are refused at percentile %d', percentile => {
    expect(leftOf(anchorPoints([0.5, 0.5], { classes: 2, percentile })).message).toContain('percentile')
  })
})
