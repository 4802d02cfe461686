import { describe, expect, it } from 'vitest'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { norms } from './norms.ts'
import { oneRateStudy } from './oneRateStudy.ts'

const concludedFrom = (times: { readonly head: number; readonly features: number }) =>
  norms.conclude(
    sampleOutcome(oneRateStudy('quick'), ({ family, seed }) => {
      const base = { head: 4 + seed, features: 8 + seed }
      const factors = family === 'SGD' ? { head: 1, features: 1 } : times
      return {
        epochs: [
          { norms: base },
          { norms: { head: base.head * factors.head, features: base.features * factors.features } },
        ],
      }
    }),
    'quick',
  )

describe('norms', () => {
  it('are compared as ratios to SGD’s in the end, of features and head in turn', () => {
    const { claims, summary } = concludedFrom({ features: 0.5, head: 1.25 })
    expect(summary.match(/1\.25/g)).toHaveLength(6)
    expect(claims.map(({ verdict }) => verdict)).toEqual(
      Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 'agrees' : 'disagrees')),
    )
    expect(claims[0]?.evidence?.estimate).toBeCloseTo(0.5)
    expect(claims[1]?.evidence?.estimate).toBeCloseTo(1.25)
  })

  it('of a training that diverged are left out', () => {
    const diverged = sampleOutcome(oneRateStudy('quick'), () => ({
      epochs: [{ norms: { head: null, features: null } }],
    }))
    expect(norms.conclude(diverged, 'quick').claims.every(({ verdict }) => verdict === 'open')).toBe(true)
  })
})
