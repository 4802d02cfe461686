import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlanishError } from '../errors.ts'
import * as random from './index.ts'

const SIZE = 40_000

/** log Γ by Lanczos's series (g = 7, nine terms), precise to 15 digits. */
function logGammaFunction(z: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  const x = z - 1
  const t = x + 7.5
  const sum = terms.reduce((total, term, i) => (i === 0 ? term : total + term / (x + i)), 0)
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** P(X ≤ x) of a gamma variable: x^a e^(−x) Σ xⁿ / Γ(a + n + 1). */
function gammaDistribution(a: number, x: number): number {
  let term = Math.exp(a * Math.log(x) - x - logGammaFunction(a + 1))
  let sum = 0
  for (let n = 1; term > 1e-17 * sum; n++) {
    sum += term
    term *= x / (a + n)
  }
  return sum
}

/** P(X ≤ x) of a beta variable, by Simpson's rule in t = x^a, where the density has no pole at 0; b ≥ 1. */
function betaDistribution(a: number, b: number, x: number): number {
  const steps = 400
  const end = x ** a
  const density = (t: number): number => (1 - t ** (1 / a)) ** (b - 1)
  let sum = density(0) + density(end)
  for (let i = 1; i < steps; i++) sum += density((end * i) / steps) * (i % 2 === 1 ? 4 : 2)
  const logB = logGammaFunction(a) + logGammaFunction(b) - logGammaFunction(a + b)
  return ((sum * end) / steps / 3 / a) * Math.exp(-logB)
}

/** Kolmogorov's distance between draws and a distribution, times √size: above 2.3 once in 20,000 times. */
function distance(draws: Float32Array, distribution: (x: number) => number): number {
  const sorted = draws.slice().sort()
  let largest = 0
  // Every 40th: the distribution is slow to compute, and moves by 1/1,000 between them.
  for (let i = 0; i < sorted.length; i += 40) {
    const p = distribution(sorted[i] as number)
    largest = Math.max(largest, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length))
  }
  return largest * Math.sqrt(sorted.length)
}

describe('gamma', () => {
  test.each([0.3, 0.9, 1, 2.5, 40])('has its distribution for concentration %d', concentration => {
    const draws = random.gamma(random.key(1), concentration, SIZE)
    expect(distance(draws, x => (x === 0 ? 0 : gammaDistribution(concentration, x)))).toBeLessThan(2.3)
  })

  test('begins a longer draw with the shorter one', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(60),
        fc.nat(60),
        fc.double({ min: 0.05, max: 9, noNaN: true }),
        (seed, a, b, of) => {
          const [shorter, longer] = a < b ? [a, b] : [b, a]
          const draw = (size: number) => random.gamma(random.key(seed), of, size)
          expect(draw(longer).slice(0, shorter)).toEqual(draw(shorter))
        },
      ),
    )
  })

  test('keeps its bits', () => {
    expect([...random.gamma(random.key(42), 2.5, 3)]).toEqual([
      1.2704730033874512, 5.348598480224609, 1.1353850364685059,
    ])
    expect([...random.beta(random.key(42), 0.2, 0.2, 3)]).toEqual([
      0.9940546751022339, 0.00003887147249770351, 1,
    ])
  })
})

describe('beta', () => {
  test.each([
    [0.5, 1],
    [1, 1],
    [2, 5],
  ])('has its distribution for a = %d, b = %d', (a, b) => {
    const draws = random.beta(random.key(2), a, b, SIZE)
    expect(distance(draws, x => betaDistribution(a, b, x))).toBeLessThan(2.3)
    // 1 − X has a and b exchanged.
    const mirrored = random.beta(random.key(3), b, a, SIZE).map(x => 1 - x)
    expect(distance(mirrored, x => betaDistribution(a, b, x))).toBeLessThan(2.3)
  })

  test('is symmetric, and at the ends, where both are small', () => {
    const draws = random.beta(random.key(4), 0.01, 0.01, SIZE)
    expect(draws.every(x => x >= 0 && x <= 1)).toBe(true)
    const share = (keep: (x: number) => boolean): number => draws.filter(keep).length / SIZE
    // Of Beta(a, a) with a → 0, half is at either end; between 0.01 and 0.99 there is about 2 a log 99 / 2.
    expect(share(x => x < 0.5)).toBeCloseTo(0.5, 1)
    expect(share(x => x > 0.01 && x < 0.99)).toBeCloseTo(0.045, 2)
  })
})

test('wrong arguments are refused', () => {
  for (const concentration of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => random.gamma(random.key(0), concentration, 1)).toThrow(PlanishError)
    expect(() => random.beta(random.key(0), 1, concentration, 1)).toThrow(PlanishError)
  }
})
