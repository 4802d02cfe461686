import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlanishError } from '../errors.ts'
import type { Key } from './index.ts'
import * as random from './index.ts'

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const keys: fc.Arbitrary<Key> = fc.tuple(uint32, uint32)
const float32 = fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 100), max: 2 ** 100 })

describe('keys', () => {
  test('the children of a split differ from one another and from their parent', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 300 }), (key, count) => {
        const children = random.split(key, count)
        expect(new Set([key, ...children].map(String)).size).toBe(count + 1)
      }),
    )
  })

  test('foldIn is the child of that number, and other data give other keys', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 100 }), uint32, (key, data, other) => {
        fc.pre(data !== other)
        expect(random.foldIn(key, data)).toEqual(random.split(key, data + 1)[data])
        expect(random.foldIn(key, data)).not.toEqual(random.foldIn(key, other))
      }),
    )
  })

  test('no two seeds share a key', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        fc.pre(a !== b)
        expect(random.key(a)).not.toEqual(random.key(b))
      }),
    )
  })
})

describe('draws', () => {
  test('a longer draw begins with the shorter one', () => {
    fc.assert(
      fc.property(keys, fc.nat(5000), fc.nat(5000), (key, a, b) => {
        const [shorter, longer] = a < b ? [a, b] : [b, a]
        expect(random.bits(key, longer).slice(0, shorter)).toEqual(random.bits(key, shorter))
      }),
      { numRuns: 20 },
    )
  })

  test('uniform stays in its interval', () => {
    fc.assert(
      fc.property(keys, float32, float32, (key, a, b) => {
        const [min, max] = a < b ? [a, b] : [b, a]
        for (const draw of random.uniform(key, 50, { min, max })) {
          expect(draw).toBeGreaterThanOrEqual(min)
          expect(draw).toBeLessThanOrEqual(max)
        }
      }),
    )
  })

  test('truncatedNormal stays inside its open interval', () => {
    const bound = fc.float({ noNaN: true, min: -4, max: 4 })
    fc.assert(
      fc.property(keys, bound, bound, (key, a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6)
        const [lower, upper] = a < b ? [a, b] : [b, a]
        for (const draw of random.truncatedNormal(key, lower, upper, 50)) {
          expect(draw).toBeGreaterThan(lower)
          expect(draw).toBeLessThan(upper)
        }
      }),
    )
  })

  test('randint stays in its interval', () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(keys, int32, int32, (key, a, b) => {
        fc.pre(a !== b)
        const [min, max] = a < b ? [a, b] : [b, a]
        for (const draw of random.randint(key, 50, min, max)) {
          expect(draw).toBeGreaterThanOrEqual(min)
          expect(draw).toBeLessThan(max)
        }
      }),
    )
  })

  test('permutation is one', () => {
    fc.assert(
      fc.property(keys, fc.nat(3000), (key, n) => {
        expect(random.permutation(key, n).sort()).toEqual(Int32Array.from({ length: n }, (_, i) => i))
      }),
      { numRuns: 30 },
    )
  })

  test('categorical never draws a class of logit −∞', () => {
    fc.assert(
      fc.property(keys, fc.array(fc.option(fc.float({ min: -20, max: 20, noNaN: true }))), (key, options) => {
        fc.pre(options.some(logit => logit !== null))
        const logits = options.map(logit => logit ?? Number.NEGATIVE_INFINITY)
        for (const draw of random.categorical(key, logits, 30)) expect(options[draw]).not.toBeNull()
      }),
    )
  })

  test('erfInv is monotone, odd, and inverts erf', () => {
    const inside = fc.float({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(inside, inside, (a, b) => {
        const [smaller, larger] = a < b ? [a, b] : [b, a]
        // Neighbouring floats may swap in the last place, as in XLA.
        const slack = 4e-7 * Math.max(1, Math.abs(random.erfInv(smaller)))
        expect(random.erfInv(smaller)).toBeLessThanOrEqual(random.erfInv(larger) + slack)
        expect(random.erfInv(-a)).toBe(-random.erfInv(a))
        expect(random.erf(random.erfInv(a))).toBeCloseTo(a, 6)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('moments', () => {
  const SIZE = 200_000
  const mean = (draws: ArrayLike<number>) => Array.from(draws).reduce((a, b) => a + b, 0) / draws.length

  /** The mean of `f` of the draws lies within five standard errors of what it should be. */
  function expectMean(draws: ArrayLike<number>, f: (draw: number) => number, expected: number) {
    const values = Array.from(draws, f)
    const centre = mean(values)
    const variance = mean(values.map(value => (value - centre) ** 2))
    expect(Math.abs(centre - expected)).toBeLessThan(5 * Math.sqrt(variance / values.length))
  }

  test.each([0, 1, 2 ** 40])('of every distribution, for seed %i', seed => {
    const key = random.key(seed)
    const uniform = random.uniform(key, SIZE, { min: -1, max: 3 })
    expectMean(uniform, x => x, 1)
    expectMean(uniform, x => (x - 1) ** 2, 16 / 12)
    const normal = random.normal(key, SIZE)
    for (const [power, moment] of [0, 1, 0, 3].entries()) expectMean(normal, x => x ** (power + 1), moment)
    const truncated = random.truncatedNormal(key, -2, 2, SIZE)
    expectMean(truncated, x => x, 0)
    expectMean(truncated, x => x * x, 0.7737413035499232) // 1 − 2 · 2φ(2) / (2Φ(2) − 1)
    expectMean(random.bernoulli(key, 0.3, SIZE), x => x, 0.3)
    const integers = random.randint(key, SIZE, -3, 4)
    for (let value = -3; value < 4; value++) expectMean(integers, x => Number(x === value), 1 / 7)
    expectMean(random.gumbel(key, SIZE), x => x, 0.5772156649015329) // Euler's constant
    const classes = random.categorical(key, [0, Math.log(2), Math.log(5)], SIZE)
    for (const [c, p] of [1 / 8, 2 / 8, 5 / 8].entries()) expectMean(classes, x => Number(x === c), p)
  })

  test('neighbouring draws and sibling keys are uncorrelated', () => {
    const [first, second] = random.split(random.key(3)).map(key => random.normal(key, SIZE))
    const a = first as Float32Array
    const b = second as Float32Array
    expectMean(
      a.subarray(1).map((x, i) => x * (a[i] as number)),
      x => x,
      0,
    )
    expectMean(
      a.map((x, i) => x * (b[i] as number)),
      x => x,
      0,
    )
  })
})

test('wrong arguments are refused', () => {
  const key = random.key(0)
  const wrong: readonly (() => unknown)[] = [
    () => random.key(-1),
    () => random.key(0.5),
    () => random.key(2 ** 53),
    () => random.split([0, 2 ** 32]),
    () => random.split(key, -1),
    () => random.foldIn(key, -1),
    () => random.foldIn(key, 2 ** 32),
    () => random.bits([Number.NaN, 0], 1),
    () => random.bits(key, 1.5),
    () => random.uniform(key, 1, { min: 1, max: 0 }),
    () => random.uniform(key, 1, { min: 0, max: Number.POSITIVE_INFINITY }),
    () => random.truncatedNormal(key, 1, 1, 1),
    () => random.bernoulli(key, 1.1, 1),
    () => random.bernoulli(key, Number.NaN, 1),
    () => random.bernoulli(key, [0.5], 2),
    () => random.randint(key, 1, 0, 0),
    () => random.randint(key, 1, 0, 2 ** 31),
    () => random.permutation(key, -1),
    () => random.categorical(key, [], 1),
    () => random.categorical(key, [Number.NaN, 0], 1),
    () => random.categorical(key, [Number.NEGATIVE_INFINITY], 1),
    () => random.categoricalRows(key, [0, 0, 0], 2),
  ]
  for (const call of wrong) expect(call, String(call)).toThrow(PlanishError)
})
