import { random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accuracyAgainstNoise } from './accuracyAgainstNoise.ts'
import golden from './bootstrap.golden.json' with { type: 'json' }
import { bootstrapInterval, pairedBootstrap, pairedDifferences } from './bootstrap.ts'
import { holm } from './holm.ts'
import { signFlipTest } from './signFlipTest.ts'
import { accuracyFromNoisyLabels, accuracyOnNoisyLabels, symmetricThreshold } from './symmetricNoise.ts'

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const statistics: Record<string, (values: readonly number[]) => number> = {
  mean: average,
  std: values => {
    const middle = average(values)
    return Math.sqrt(average(values.map(value => (value - middle) ** 2)))
  },
}

describe('bootstrap', () => {
  it.each(golden.cases)('$method, $confidence of the $statistic against SciPy', example => {
    const { values, confidence } = example
    const statistic = statistics[example.statistic]
    if (statistic === undefined) throw new Error(example.statistic)
    const method = example.method === 'bca' ? 'bca' : 'percentile'
    const found = bootstrapInterval(values, {
      key: random.key(0),
      statistic,
      confidence,
      method,
      resamples: 40_000,
    })
    // 40,000 draws find a quantile's rank to 0.001: about 2 % of the interval's length, at its thin end.
    const tolerance = 0.03 * (example.high - example.low)
    expect(found.estimate).toBe(statistic(values))
    expect(Math.abs(found.low - example.low)).toBeLessThan(tolerance)
    expect(Math.abs(found.high - example.high)).toBeLessThan(tolerance)
  })

  it('moves with the values, and is as wide as none where they are one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 12 }),
        fc.constantFrom('bca' as const, 'percentile' as const),
        (values, method) => {
          const options = { key: random.key(1), resamples: 199, method }
          const at = bootstrapInterval(values, options)
          const moved = bootstrapInterval(
            values.map(value => value + 64),
            options,
          )
          expect(moved.low).toBeCloseTo(at.low + 64, 8)
          expect(moved.high).toBeCloseTo(at.high + 64, 8)
          expect(at.low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
          expect(at.high).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
          expect(at.low).toBeLessThanOrEqual(at.high)
        },
      ),
      { numRuns: 30 },
    )
    expect(bootstrapInterval([3, 3, 3], { key: random.key(0), resamples: 99 })).toEqual({
      estimate: 3,
      low: 3,
      high: 3,
    })
  })

  it('the same key gives the same interval, and pairs are their differences', () => {
    const options = { key: random.key(7), resamples: 500 }
    const [a, b] = [
      [3, 5, 4, 8],
      [1, 2, 2, 3],
    ]
    expect(pairedBootstrap(a, b, options)).toEqual(bootstrapInterval([2, 3, 2, 5], options))
    expect(pairedBootstrap(a, b, options).estimate).toBe(3)
  })

  it('says what is wrong', () => {
    const options = { key: random.key(0) }
    expect(() => bootstrapInterval([1], options)).toThrow(/not two finite values/)
    expect(() => bootstrapInterval([1, Number.NaN], options)).toThrow(/not two finite values/)
    expect(() => bootstrapInterval([1, 2], { ...options, confidence: 95 })).toThrow(/confidence/)
    expect(() => bootstrapInterval([1, 2], { ...options, resamples: 0 })).toThrow(/resamples/)
    expect(() => pairedDifferences([1, 2], [1])).toThrow(/1 values of the second for 2/)
    expect(() => pairedDifferences([1, Number.NaN], [1, 2])).toThrow(/pair 1 is NaN and 2/)
  })
})

describe('signFlipTest', () => {
  it('is SciPy’s', () => {
    expect(signFlipTest(golden.signFlip.differences)).toBeCloseTo(golden.signFlip.p, 12)
  })

  it('is the share of all signs, whatever their order and scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 8 }), values => {
        const sums = values.reduce<number[]>(
          (all, v) => [...all.map(s => s + v), ...all.map(s => s - v)],
          [0],
        )
        const observed = Math.abs(values.reduce((sum, v) => sum + v, 0))
        const expected = sums.filter(sum => Math.abs(sum) >= observed).length / sums.length
        expect(signFlipTest(values)).toBe(expected)
        expect(signFlipTest([...values].reverse().map(v => v / 7))).toBe(expected)
      }),
    )
  })

  it('draws signs where there are many', () => {
    const differences = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? -1 : 1))
    // 16 of 24 heads or more, either way: 2 · P(Bin(24, ½) ≥ 16) = 0.15159
    const p = signFlipTest(differences, { key: random.key(0), resamples: 9_999 })
    expect(Math.abs(p - 0.15159)).toBeLessThan(4 * Math.sqrt((0.15159 * 0.84841) / 9_999))
    expect(() => signFlipTest(differences)).toThrow(/24 differences need a key/)
    expect(() => signFlipTest([])).toThrow(/not finite differences/)
  })
})

describe('holm', () => {
  it('lies between the p-values and Bonferroni’s, in their order', () => {
    expect(holm([0.01, 0.04, 0.03, 0.5])).toEqual([0.04, 0.09, 0.09, 0.5])
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), values => {
        const adjusted = holm(values)
        for (const [i, p] of values.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p)
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, values.length * p))
          for (const [j, other] of values.entries()) {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number)
          }
        }
      }),
    )
    expect(() => holm([0.5, 1.5])).toThrow(/p-value 1 is 1.5/)
  })
})

describe('symmetric noise', () => {
  it('its threshold is where the accuracy on noisy labels stops to depend on that on clean ones', () => {
    for (const classes of [2, 3, 10, 100]) {
      const rate = symmetricThreshold(classes)
      expect(rate).toBeCloseTo(1 - 1 / classes, 12)
      expect(accuracyOnNoisyLabels(0, { rate, classes })).toBeCloseTo(1 / classes, 12)
      expect(accuracyOnNoisyLabels(1, { rate, classes })).toBeCloseTo(1 / classes, 12)
      expect(() => accuracyFromNoisyLabels(0.5, { rate, classes })).toThrow(/say nothing/)
    }
  })

  it('can be undone below it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(100), fc.nat(90), (classes, a, share) => {
        const noise = { classes, rate: (share / 100) * symmetricThreshold(classes) }
        expect(accuracyFromNoisyLabels(accuracyOnNoisyLabels(a / 100, noise), noise)).toBeCloseTo(a / 100, 10)
      }),
    )
  })

  it('is the accuracy of labels that were really flipped', () => {
    const [n, classes, rate] = [200_000, 4, 0.3]
    const [a, b, c, d] = random.split(random.key(3), 4)
    if (!a || !b || !c || !d) throw new Error('four keys')
    const right = random.uniform(a, n)
    const errors = random.randint(b, n, 1, classes)
    const flipped = random.uniform(c, n)
    const steps = random.randint(d, n, 1, classes)
    // The clean label is 0.
    let agree = 0
    for (let i = 0; i < n; i++) {
      const predicted = (right[i] as number) < 0.8 ? 0 : errors[i]
      const noisy = (flipped[i] as number) < rate ? steps[i] : 0
      if (predicted === noisy) agree++
    }
    expect(agree / n).toBeCloseTo(accuracyOnNoisyLabels(0.8, { rate, classes }), 2)
  })

  it('makes a curve', () => {
    const { threshold, chance, points } = accuracyAgainstNoise(5, [
      { rate: 0.8, accuracies: [0.2] },
      { rate: 0.4, accuracies: [0.7, 0.9] },
      { rate: 0.9, accuracies: [] },
    ])
    expect([threshold, chance]).toEqual([0.8, 0.2])
    expect(points.map(({ rate, learnable }) => [rate, learnable])).toEqual([
      [0.4, true],
      [0.8, false],
      [0.9, false],
    ])
    expect(points[0]?.accuracy).toBeCloseTo(0.8, 12)
    expect(points[0]?.interval?.[0]).toBeLessThan(0.7)
    expect([points[1]?.interval, points[2]?.accuracy]).toEqual([null, null])
    expect(() => accuracyAgainstNoise(5, [{ rate: 40, accuracies: [] }])).toThrow(/rate must be in/)
  })
})
