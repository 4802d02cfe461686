import { describe, expect, it } from 'vitest'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { noNoise } from './noNoise.ts'

const verdictsFrom = (clean: number, noisy: number) =>
  noNoise
    .conclude(
      sampleOutcome(noNoise.study('quick'), ({ condition, family, seed }) => ({
        peak: 0.7 + 0.001 * seed + (family === 'SGD' ? 0 : condition === 'no noise' ? clean : noisy),
      })),
      'quick',
    )
    .claims.map(({ verdict }) => verdict)

const [three, disagreed] = ['agrees', 'disagrees'].map(verdict =>
  Array.from({ length: 3 }, () => verdict),
) as [string[], string[]]

describe('without noise', () => {
  it('SAM’s gain is judged by itself and beside that under noise', () => {
    expect(verdictsFrom(0.002, 0.05)).toEqual([...three, ...three])
    expect(verdictsFrom(0.05, 0.06)).toEqual([...disagreed, ...three])
    expect(verdictsFrom(0.005, -0.01)).toEqual([...three, ...disagreed])
  })
})
