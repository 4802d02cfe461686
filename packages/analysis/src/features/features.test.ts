import { orThrow, random, scoped } from '@planish/core'
import { gaussianToy } from '@planish/datasets'
import { deepLinear } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import golden from '../calibration/calibration.golden.json' with { type: 'json' }
import { featureGeometry, predictFeatures } from './featureGeometry.ts'
import { effectiveRank, numericalRank, singularValues } from './spectrum.ts'
import { symmetricEigenvalues } from './symmetricEigenvalues.ts'

it.each(golden.spectra)('singular values and effective rank are NumPy’s, case %#', example => {
  const found = singularValues(example)
  expect(found).toHaveLength(example.singularValues.length)
  const [largest = 0] = example.singularValues
  for (const [i, value] of example.singularValues.entries()) {
    // By the Gram matrix: what is below 1e-8 of the largest is rounding.
    expect(Math.abs((found[i] as number) - value)).toBeLessThan(
      value > 1e-3 * largest ? 1e-11 * largest : 1e-7 * largest,
    )
  }
  expect(effectiveRank(found) / example.effectiveRank).toBeCloseTo(1, 5)
})

it('rank 3 made of 20 features is found', () => {
  expect(numericalRank(singularValues(golden.spectra[2] ?? { values: [], columns: 1 }), 1e-5)).toBe(3)
})

describe('symmetricEigenvalues', () => {
  it('are those known in closed form', () => {
    for (const n of [1, 2, 3, 10, 61]) {
      // The second difference: 2 − 2 cos(kπ/(n + 1)).
      const matrix = new Float64Array(n * n)
      for (let i = 0; i < n; i++) {
        matrix[i * n + i] = 2
        if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1
      }
      const found = symmetricEigenvalues(matrix, n)
      for (let k = 1; k <= n; k++) {
        const expected = 2 - 2 * Math.cos(((n + 1 - k) * Math.PI) / (n + 1))
        expect(found[k - 1]).toBeCloseTo(expected, 12)
      }
    }
    expect(symmetricEigenvalues(new Float64Array(9), 3)).toEqual(new Float64Array(3))
  })

  it('have the trace and the sum of squares of the matrix, and are not lost to repeats', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 7 })
          .chain(n =>
            fc.tuple(
              fc.constant(n),
              fc.array(fc.integer({ min: -5, max: 5 }), { minLength: n * n, maxLength: n * n }),
            ),
          ),
        ([n, values]) => {
          const matrix = Float64Array.from(values, (_, e) => {
            const [i, j] = [Math.floor(e / n), e % n]
            return values[Math.max(i, j) * n + Math.min(i, j)] as number
          })
          const before = matrix.slice()
          const found = symmetricEigenvalues(matrix, n)
          expect(matrix).toEqual(before)
          const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i] as number).reduce(
            (a, b) => a + b,
            0,
          )
          expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(trace, 9)
          expect(found.reduce((a, b) => a + b * b, 0)).toBeCloseTo(
            matrix.reduce((a, b) => a + b * b, 0),
            8,
          )
        },
      ),
    )
  })
})

it('effective rank lies between 1 and the number of values, and does not see scale or order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 9 }), sigma => {
      const rank = effectiveRank(sigma)
      if (sigma.every(value => value === 0)) {
        expect(rank).toBe(0)
        return
      }
      expect(rank).toBeGreaterThan(1 - 1e-12)
      expect(rank).toBeLessThan(sigma.filter(value => value > 0).length + 1e-9)
      expect(effectiveRank([...sigma].reverse().map(value => value / 3))).toBeCloseTo(rank, 10)
    }),
  )
})

it('the geometry of a linear net is that of its matrices', () =>
  scoped(async own => {
    const toy = orThrow(gaussianToy({ size: 1_100, dimension: 3, signal: 2, sigma: 1, key: random.key(0) }))
    const model = deepLinear({ inputShape: [3], hidden: [4], classes: 1 })
    const kernel = own(tf.tensor2d([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0], [3, 4]))
    const head = own(tf.tensor2d([1, 2, 2, 4], [4, 1]))
    const params = { layers: [{ kernel }, { kernel: head }] }
    const found = await featureGeometry(model, params, toy)
    expect(found.headNorm).toBeCloseTo(5, 6)
    const features = await predictFeatures(model, params, toy)
    expect(features.columns).toBe(4)
    for (const i of [0, 500, 1_099]) {
      const [x, y] = [toy.inputs[3 * i] as number, 2 * (toy.inputs[3 * i + 1] as number)]
      expect(found.featureNorms[i]).toBeCloseTo(Math.hypot(x, y), 5)
    }
    // Features [x, 2y, 0, 0]: σ are those of a 2 × 2 Gram matrix.
    let [a, b, c] = [0, 0, 0]
    for (let i = 0; i < 1_100; i++) {
      const [x, y] = [toy.inputs[3 * i] as number, 2 * (toy.inputs[3 * i + 1] as number)]
      a += x * x
      b += x * y
      c += y * y
    }
    const middle = (a + c) / 2
    const spread = Math.hypot((a - c) / 2, b)
    expect((found.singularValues[0] as number) / Math.sqrt(middle + spread)).toBeCloseTo(1, 6)
    expect((found.singularValues[1] as number) / Math.sqrt(middle - spread)).toBeCloseTo(1, 6)
    expect(found.numericalRank).toBe(2)
    expect(found.effectiveRank).toBeLessThan(2)
  }))

it('says what is wrong', () => {
  expect(() => singularValues({ values: [1, Number.NaN], columns: 2 })).toThrow(/value 1 is NaN/)
  expect(() => singularValues({ values: [], columns: 2 })).toThrow(/no examples/)
})
