import { describe, expect, it } from 'vitest'
import { familiesOf } from '../study/study.ts'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { upWeighting } from './upWeighting.ts'

const study = upWeighting.study('quick')

/** Peaks by condition and family, and the up-weighting of clean examples. */
const verdictsFrom = (peaks: (condition: string, family: string) => number, clean: number) =>
  upWeighting
    .conclude(
      sampleOutcome(study, ({ condition, family, seed }) => ({
        epochs: [0, 1, 2].map(() => ({
          test: peaks(condition, family) + 0.001 * seed,
          upWeighting: { clean: clean + 0.01 * seed, noisy: 1 },
        })),
      })),
      'quick',
    )
    .claims.map(({ verdict }) => verdict)

const paper = (condition: string, family: string): number =>
  condition === 'linear model'
    ? ({ SGD: 0.7, 'J-SAM': 0.7, 'L-SAM': 0.75, '1-SAM': 0.75 }[family] ?? 0)
    : ({ SGD: 0.7, 'J-SAM': 0.75, 'L-SAM': 0.7, '1-SAM': 0.75 }[family] ?? 0)

describe('up-weighting', () => {
  it('agrees where clean examples gain weight and the weights do it all in the linear model alone', () => {
    expect(verdictsFrom(paper, 1.2)).toEqual(Array.from({ length: 7 }, () => 'agrees'))
  })

  it('is contradicted where noisy ones gain weight, and where the models change places', () => {
    const swapped = (condition: string, family: string): number =>
      paper(condition === 'linear model' ? 'deep network' : 'linear model', family)
    expect(verdictsFrom(swapped, 0.8)).toEqual([
      'disagrees',
      'disagrees',
      'disagrees',
      'disagrees',
      'open',
      'disagrees',
      'open',
    ])
  })

  it('gives each family of a condition as many candidates, and equal rules in the linear model equal ones', () => {
    for (const size of ['quick', 'default', 'paper'] as const) {
      const sized = upWeighting.study(size)
      const linear = sized.conditions.find(({ config }) => config.model === 'linear')
      if (linear === undefined) throw new RangeError('no linear model')
      const families = familiesOf(sized, linear)
      expect(new Set(families.map(({ candidates }) => candidates.length)).size).toBe(1)
      const rates = families.map(({ candidates }) => candidates.map(({ learningRate }) => learningRate))
      expect(rates[2]).toEqual(rates[0])
      expect(rates[3]).toEqual(rates[1])
    }
  })
})
