import { describe, expect, it } from 'vitest'
import { sampleOutcome } from '../testing/sampleOutcome.ts'
import { mainStudy } from './mainStudy.ts'
import { regulariser } from './regulariser.ts'

const concludedFrom = (regularised: number, jacobian: number) =>
  regulariser.conclude(
    sampleOutcome(mainStudy('quick'), ({ family, seed }) => ({
      peak:
        0.7 +
        0.001 * seed +
        (family === 'norm-regularised' ? regularised : family === 'J-SAM' ? jacobian : 0),
    })),
    'quick',
  )

describe('the regulariser', () => {
  it('recovers its share of the gain', () => {
    const { claims, panels, summary } = concludedFrom(0.03, 0.04)
    expect(claims.map(({ verdict }) => verdict)).toEqual(['agrees', 'agrees', 'agrees', 'agrees'])
    expect(summary).toContain('75\u00a0%')
    const [share] = panels
    if (share?.kind !== 'intervals') throw new RangeError('no intervals')
    expect(share.groups[0]?.rows.map(({ label, mean }) => [label, mean.toFixed(3)])).toEqual([
      ['peak', '0.750'],
      ['final', '0.750'],
    ])
  })

  it('is contradicted where it harms, and where it is better than J-SAM', () => {
    expect(concludedFrom(-0.02, 0.04).claims[0]?.verdict).toBe('disagrees')
    expect(concludedFrom(0.06, 0.04).claims[1]?.verdict).toBe('disagrees')
  })

  it('has no share of a gain that is none', () => {
    const { panels, summary } = concludedFrom(0.03, -0.01)
    expect(summary).toContain('nothing to have a share of')
    expect(panels[0]).toMatchObject({ groups: [{ rows: [] }] })
  })
})
