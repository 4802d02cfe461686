import { describe, expect, it } from 'vitest'
import { cleanBefore } from '../evidence/cleanBefore.ts'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { cleanNoisy } from './cleanNoisy.ts'
import { oneRateStudy } from './oneRateStudy.ts'

/** Clean labels are fitted up to `clean` before the first wrong ones. */
const concludedFrom = (clean: (family: string) => number) =>
  cleanNoisy.conclude(
    sampleOutcome(oneRateStudy('quick'), ({ family, seed }) => ({
      epochs: [
        { cleanTrain: 0.5, noisyTrain: 0 },
        { cleanTrain: clean(family) + 0.001 * seed, noisyTrain: 0.1 },
        { cleanTrain: 1, noisyTrain: 0.9 },
      ],
    })),
    'quick',
  )

describe('clean labels first', () => {
  it('agrees where SAM fits more of them, and is contradicted where SGD does', () => {
    const more = concludedFrom(family => (family === 'SGD' ? 0.7 : 0.9))
    expect(more.claims.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => 'agrees'))
    expect(more.claims[0]?.evidence?.estimate).toBeCloseTo(0.2)
    const fewer = concludedFrom(family => (family === 'SGD' ? 0.9 : 0.7))
    expect(fewer.claims.every(({ verdict }) => verdict === 'disagrees')).toBe(true)
  })

  it('draws a line between epochs, and counts all of a training that never memorised so much', () => {
    const [trial] = sampleOutcome(oneRateStudy('quick'), () => ({
      epochs: [
        { cleanTrain: 0.6, noisyTrain: 0 },
        { cleanTrain: 0.8, noisyTrain: 0.2 },
      ],
    })).trials
    if (trial === undefined) throw new RangeError('no trial')
    expect(cleanBefore(0.1)(trial)).toBeCloseTo(0.7)
    expect(cleanBefore(0.5)(trial)).toBe(0.8)
    expect(cleanBefore(-0.1)(trial)).toBeNull()
  })

  it('ends a line where the seed that memorised least did', () => {
    const [panel] = concludedFrom(() => 0.8).panels
    if (panel?.kind !== 'lines') throw new RangeError('no lines')
    expect(panel.series.map(({ points }) => points.at(-1))).toEqual(
      panel.series.map(() => ({ x: 0.9, mean: 1, low: 1, high: 1 })),
    )
  })
})
