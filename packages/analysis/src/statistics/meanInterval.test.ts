import { describe, expect, it } from 'vitest'
import { mean } from './mean.ts'
import { meanInterval, studentT } from './meanInterval.ts'

describe('mean', () => {
  it('is null of nothing', () => {
    expect(mean([])).toBeNull()
    expect(mean([1, 2, 6])).toBe(3)
  })
})

/** ∫ of Student's t density from −q to q, by Simpson's rule. */
function probabilityWithin(q: number, freedom: number): number {
  // Γ((ν+1)/2) / Γ(ν/2) from the one for ν − 2, down to ν = 1 (1/√π) or ν = 2 (√π/2).
  let ratio = freedom % 2 === 1 ? 1 / Math.sqrt(Math.PI) : Math.sqrt(Math.PI) / 2
  for (let nu = freedom % 2 === 1 ? 1 : 2; nu < freedom; nu += 2) ratio *= (nu + 1) / nu
  const density = (t: number): number =>
    (ratio / Math.sqrt(freedom * Math.PI)) * (1 + t ** 2 / freedom) ** (-(freedom + 1) / 2)
  const steps = 2000
  const width = q / steps
  let sum = density(0) + density(q)
  for (let step = 1; step < steps; step++) sum += (step % 2 === 1 ? 4 : 2) * density(step * width)
  return (2 * sum * width) / 3
}

describe('studentT', () => {
  it('leaves 2.5 % beyond on either side, whatever the degrees of freedom', () => {
    for (const freedom of [...Array.from({ length: 40 }, (_, index) => index + 1), 100, 1000]) {
      expect(Math.abs(probabilityWithin(studentT(freedom), freedom) - 0.95), `${freedom}`).toBeLessThan(1e-5)
    }
  })
})

describe('meanInterval', () => {
  it('is the mean ± t s/√n', () => {
    // n = 4, mean 5, squared deviations 9 + 1 + 1 + 9, s² = 20/3, t(3) = 3.1824: half 3.1824 · √(20/12).
    const half = 3.1824 * Math.sqrt(20 / 12)
    const [low, high] = meanInterval([2, 4, 6, 8]) ?? []
    expect(low).toBeCloseTo(5 - half, 10)
    expect(high).toBeCloseTo(5 + half, 10)
    expect(meanInterval([3, 3])).toEqual([3, 3])
  })

  it('is null where there is no spread to estimate', () => {
    expect(meanInterval([1])).toBeNull()
    expect(meanInterval([])).toBeNull()
  })
})
