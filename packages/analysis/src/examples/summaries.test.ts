import { orThrow, random, scoped } from '@planish/core'
import { corrupt, gaussianToy, symmetric } from '@planish/datasets'
import { logistic } from '@planish/grad'
import { linear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exampleOutcomes, outcomesByNoise } from './exampleOutcomes.ts'
import { margins } from './margins.ts'
import { predict } from './predict.ts'
import { predictLogits } from './predictLogits.ts'
import { summaryByNoise } from './summaryByNoise.ts'
import { upWeightingByMargin } from './upWeightingByMargin.ts'

it('summaries are of the finite values of each half', () => {
  const { clean, noisy } = summaryByNoise(
    [1, 2, Number.NaN, 4, 9, Number.POSITIVE_INFINITY],
    [0, 0, 0, 0, 1, 1],
  )
  expect(clean.examples).toBe(4)
  expect(clean.finite).toBe(3)
  expect(clean.mean).toBeCloseTo(7 / 3, 12)
  expect(clean.deviation).toBeCloseTo(Math.sqrt(14 / 9), 12)
  expect(clean.quartiles).toEqual([1.5, 2, 3])
  expect(noisy).toEqual({ examples: 2, finite: 1, mean: 9, deviation: 0, quartiles: [9, 9, 9] })
  expect(summaryByNoise([], []).noisy).toEqual({
    examples: 0,
    finite: 0,
    mean: null,
    deviation: null,
    quartiles: null,
  })
  expect(() => summaryByNoise([1], [])).toThrow(/0 entries of the mask for 1/)
})

it('bins of margins hold every finite example once, by rising margin, as equal as can be', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ ratio: fc.constantFrom(1, 2, 3, Number.NaN), margin: fc.integer({ min: -9, max: 9 }) }),
      ),
      fc.integer({ min: 1, max: 12 }),
      (rows, bins) => {
        const found = upWeightingByMargin(
          rows.map(({ ratio }) => ratio),
          rows.map(({ margin }) => margin),
          bins,
        )
        const finite = rows.filter(({ ratio }) => !Number.isNaN(ratio))
        expect(found).toHaveLength(Math.min(bins, finite.length))
        expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(finite.length)
        const total = found.reduce((sum, { count, meanRatio }) => sum + count * meanRatio, 0)
        expect(total).toBeCloseTo(
          finite.reduce((sum, { ratio }) => sum + ratio, 0),
          8,
        )
        const counts = found.map(({ count }) => count)
        if (counts.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        const edges = found.flatMap(({ margin }) => [...margin])
        expect(edges).toEqual([...edges].sort((a, b) => a - b))
      },
    ),
  )
})

it('margins are positive where the label alone is predicted', () => {
  expect(margins({ values: [3, 1, 0, 2, 2, 2], columns: 3 }, [0, 1])).toEqual(Float64Array.of(2, 0))
  expect(margins({ values: [3, -1], columns: 1 }, [0, 0])).toEqual(Float64Array.of(-3, 1))
  expect(() => margins({ values: [3, 1], columns: 2 }, [2])).toThrow(/label 0 is 2/)
})

it('accuracy and loss by noise are those of the model’s logits', () =>
  scoped(async own => {
    const toy = orThrow(gaussianToy({ size: 1_203, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
    const data = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(1))(toy))
    const model = linear({ inputShape: [3], classes: 1, bias: false })
    const params = { layers: [{ kernel: own(tf.tensor2d([1, 0.2, -0.1], [3, 1])) }] }
    const outcomes = await exampleOutcomes({ model, loss: logistic }, params, data)
    const logits = await predictLogits(model, params, data)
    expect(logits.columns).toBe(1)
    expect(outcomes.predicted).toEqual(await predict(model, params, data))
    const margin = margins(logits, data.labels)
    const { clean, noisy } = outcomesByNoise(outcomes, data.labels, data.mask)
    for (const [part, among] of [
      [clean, 0],
      [noisy, 1],
    ] as const) {
      const chosen = [...margin].filter((_, i) => data.mask[i] === among)
      expect(part.examples).toBe(chosen.length)
      expect(part.accuracy).toBeCloseTo(chosen.filter(value => value > 0).length / chosen.length, 2)
      const loss = chosen.reduce((sum, value) => sum + Math.log1p(Math.exp(-value)), 0) / chosen.length
      expect(part.loss).toBeCloseTo(loss, 5)
    }
    expect(clean.accuracy as number).toBeGreaterThan(noisy.accuracy as number)
    expect(() => outcomesByNoise(outcomes, data.labels, [1])).toThrow(/1 entries of the mask/)
  }))
