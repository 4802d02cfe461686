import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { asymmetric } from './asymmetric.ts'
import { compose } from './compose.ts'
import { corrupt, replay } from './corrupt.ts'
import { human } from './human.ts'
import { instanceDependent } from './instance/instanceDependent.ts'
import { decodeNoise, transitionMatrix } from './kinds.ts'
import { pairFlip } from './pairFlip.ts'
import { pmd } from './pmd/pmd.ts'
import { noiseFromJson, noiseToJson } from './record.ts'
import { symmetric } from './symmetric.ts'

const rate = fc.double({ min: 0, max: 1, noNaN: true })

describe('composed noise', () => {
  it('draws each from the labels of the one before, with the key of its place', () => {
    fc.assert(
      fc.property(rate, rate, fc.nat(), (a, b, seed) => {
        const clean = digits(60, 4)
        const parts = [pairFlip({ rate: a }), symmetric({ rate: b })] as const
        const [first, second] = random.split(random.key(seed))
        const { labels } = orThrow(corrupt(parts[0], first)(clean))
        const expected = orThrow(corrupt(parts[1], second)({ ...clean, labels }))
        const noisy = orThrow(corrupt(compose(...parts), random.key(seed))(clean))
        expect(noisy.labels).toEqual(expected.labels)
        expect(noisy.cleanLabels).toEqual(clean.labels)
      }),
    )
  })

  it('has the product of the matrices, the first at the left', () => {
    // First 0 → 1 always, then 1 → 2 always: 0 is 2 in the end. The other way round it would be 1.
    const noise = compose(asymmetric({ map: [1, 1, 2], rate: 1 }), asymmetric({ map: [0, 2, 2], rate: 1 }))
    expect(orThrow(transitionMatrix(noise, 3))).toEqual([
      [0, 0, 1],
      [0, 0, 1],
      [0, 0, 1],
    ])
    expect([...orThrow(corrupt(noise, random.key(0))(digits(3, 3))).labels]).toEqual([2, 2, 2])
  })

  it('has a matrix whose rows sum to 1', () => {
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 2, max: 9 }), (a, b, k) => {
        for (const row of orThrow(
          transitionMatrix(compose(symmetric({ rate: a }), pairFlip({ rate: b })), k),
        )) {
          expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        }
      }),
    )
  })

  it('is recorded and replayed whole, with what each part was given', () => {
    const clean = digits(40, 4)
    const given = { human: { labels: clean.labels.map(label => label >> 1), cleanLabels: clean.labels } }
    const noise = compose(human(), instanceDependent({ rate: 0.2 }), symmetric({ rate: 0.1, count: 'exact' }))
    const noisy = orThrow(corrupt(noise, random.key(8), given)(clean))
    const record = orThrow(noiseFromJson(noiseToJson(noisy.noise)))
    expect(record).toEqual(noisy.noise)
    expect(orThrow(replay(record, given)(clean))).toEqual(noisy)
    expect(record.spec).toMatchObject({
      noises: [{ labels: expect.any(String) }, { inputs: expect.any(String) }, {}],
    })
  })

  it.each([
    [{ kind: 'compose', noises: [] }, 'noises'],
    [{ kind: 'compose', noises: [{ kind: 'symmetric', rate: 2 }] }, 'rate: must be in [0, 1]'],
    [{ kind: 'compose', noises: [compose(symmetric({ rate: 0.1 }))] }, 'a composition within a composition'],
    [
      compose(symmetric({ rate: 0.1 }), pmd({ type: 1 })),
      'pmd noise after another: it does not look at the labels that are there',
    ],
  ])('%j is refused', (input, message) => {
    expect(leftOf(decodeNoise(input)).message).toContain(message)
  })

  it('has no matrix where a part has none, and fails where a part does', () => {
    const noise = compose(symmetric({ rate: 0.1 }), instanceDependent({ rate: 0.1 }))
    expect(leftOf(transitionMatrix(noise, 4)).message).toContain('depends on the inputs')
    expect(
      leftOf(corrupt(compose(human(), symmetric({ rate: 0.1 })), random.key(0))(digits(4, 2))).message,
    ).toBe('human noise needs the labels that people gave, and the clean labels beside them')
  })
})
