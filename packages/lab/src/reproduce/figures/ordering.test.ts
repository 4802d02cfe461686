import { describe, expect, it } from 'vitest'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { mainStudy } from './mainStudy.ts'
import { ordering } from './ordering.ts'

/** Peaks at 0.7 and above, a little different from seed to seed. */
const concludedFrom = (gains: { readonly [family: string]: number }, evaluations = 1) =>
  ordering.conclude(
    sampleOutcome(mainStudy('quick'), ({ family, seed }) => {
      const peak = 0.7 + (gains[family] ?? 0) + 0.001 * seed
      const cost = family === 'SGD' ? 1 : evaluations
      return {
        epochs: [0.5, peak].map((test, index) => ({
          test,
          validation: 0.1 * index,
          gradientEvaluations: cost * (index + 1),
        })),
      }
    }),
    'quick',
  )

const verdicts = (concluded: ReturnType<typeof concludedFrom>) =>
  concluded.claims.map(({ verdict }) => verdict)

describe('the ordering', () => {
  const paper = { 'L-SAM': 0.002, SAM: 0.05, 'norm-regularised': 0.03, 'J-SAM': 0.06, '1-SAM': 0.062 }

  it('agrees with what the paper found', () => {
    expect(verdicts(concludedFrom(paper))).toEqual(Array.from({ length: 12 }, () => 'agrees'))
  })

  it('is contradicted where the halves change places', () => {
    const swapped = { ...paper, 'L-SAM': paper['J-SAM'], 'J-SAM': paper['L-SAM'] }
    const [logit, , norm, jacobian, halves] = verdicts(concludedFrom(swapped))
    expect([logit, norm, jacobian, halves]).toEqual(['disagrees', 'disagrees', 'disagrees', 'disagrees'])
  })

  it('counts only the epochs that equal gradient evaluations pay for', () => {
    const { claims } = concludedFrom(paper, 2)
    const atEqualCost = claims.filter(({ paper }) => paper.includes('equal gradient evaluations'))
    expect(atEqualCost.map(({ verdict }) => verdict)).toEqual(['disagrees', 'disagrees', 'open'])
  })
})
