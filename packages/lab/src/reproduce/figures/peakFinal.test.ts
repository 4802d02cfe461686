import { describe, expect, it } from 'vitest'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { mainStudy } from './mainStudy.ts'
import { peakFinal } from './peakFinal.ts'

const verdictsFrom = (fall: (family: string) => number, missed: number) =>
  peakFinal
    .conclude(
      sampleOutcome(mainStudy('quick'), ({ family, seed }) => {
        const peak = 0.8 + 0.001 * seed
        return { peak, final: peak - fall(family) - 0.001 * seed, noisyValidation: peak - missed }
      }),
      'quick',
    )
    .claims.map(({ verdict }) => verdict)

describe('peak and final accuracy', () => {
  it('agree where SGD alone falls', () => {
    expect(verdictsFrom(family => (family === 'SGD' ? 0.1 : 0.01), 0.001)).toEqual(
      Array.from({ length: 7 }, () => 'agrees'),
    )
  })

  it('disagree where the others fall, and where noisy validation misses the peak', () => {
    expect(verdictsFrom(family => (family === 'SGD' ? 0 : 0.1), 0.05)).toEqual(
      Array.from({ length: 7 }, () => 'disagrees'),
    )
  })
})
