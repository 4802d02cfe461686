import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { corrupt, replay } from './corrupt.ts'
import { noiseFromJson, noiseToJson } from './record.ts'
import { symmetric } from './symmetric.ts'

const specs = fc.record({
  kind: fc.constant('symmetric' as const),
  rate: fc.double({ min: 0, max: 1, noNaN: true }),
  inclusive: fc.boolean(),
  count: fc.constantFrom('iid' as const, 'exact' as const),
})

describe('corrupt', () => {
  it('keeps clean labels, mask and realised matrix as a recount finds them', () => {
    fc.assert(
      fc.property(specs, fc.nat(), fc.integer({ min: 0, max: 150 }), (spec, seed, n) => {
        const clean = digits(n, 4)
        const noisy = orThrow(corrupt(spec, random.key(seed))(clean))
        expect(noisy.cleanLabels).toEqual(clean.labels)
        expect(noisy.inputs).toBe(clean.inputs)
        expect([...noisy.mask]).toEqual(
          Array.from(noisy.labels, (label, index) => (label === clean.labels[index] ? 0 : 1)),
        )
        for (let i = 0; i < 4; i++) {
          const now = [...noisy.labels].filter((_, index) => clean.labels[index] === i)
          for (let j = 0; j < 4; j++) {
            const expected = now.length === 0 ? 0 : now.filter(label => label === j).length / now.length
            expect(noisy.realisedMatrix[i]?.[j]).toBe(expected)
          }
        }
      }),
    )
  })

  it('gives the same labels for the same key, others for another, and leaves its input alone', () => {
    const clean = digits(200, 10)
    const before = clean.labels.slice()
    const draw = (seed: number): Int32Array =>
      orThrow(corrupt(symmetric({ rate: 0.5 }), random.key(seed))(clean)).labels
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    expect(clean.labels).toEqual(before)
  })

  it('refuses what is noisy already', () => {
    const add = corrupt(symmetric({ rate: 0 }), random.key(0))
    const error = leftOf(add(orThrow(add(digits(10, 2)))))
    expect(error.code).toBe('usage')
    expect(error.message).toBe('"digits" carries symmetric noise already: noise is drawn once per data set')
  })

  it('refuses labels out of range', () => {
    const broken = { ...digits(10, 4), classes: 3 }
    expect(leftOf(corrupt(symmetric({ rate: 0.1 }), random.key(0))(broken)).code).toBe('format')
  })
})

describe('the record', () => {
  it('goes through JSON and draws the same labels again', () => {
    fc.assert(
      fc.property(specs, fc.nat(), fc.integer({ min: 0, max: 150 }), (spec, seed, n) => {
        const clean = digits(n, 4)
        const noisy = orThrow(corrupt(spec, random.key(seed))(clean))
        const record = orThrow(noiseFromJson(noiseToJson(noisy.noise)))
        expect(record).toEqual(noisy.noise)
        expect(orThrow(replay(record)(clean))).toEqual(noisy)
      }),
    )
  })

  const clean = digits(20, 4)
  const { noise } = orThrow(corrupt(symmetric({ rate: 0.3 }), random.key(6))(clean))

  it('reads the same in every release', () => {
    // sha256 of 0, 1, 2, 3, 0, … as little-endian int32, by `python -c` with struct and hashlib
    expect(noiseToJson(noise)).toBe(
      '{"version":1,"spec":{"kind":"symmetric","rate":0.3,"inclusive":false,"count":"iid"},"key":[0,6],' +
        '"classes":4,"size":20,"cleanLabels":"sha256:80b3bde5dcd77adfe64a02a3c8273ec3b2085a57bdc08411f798e2651cd5fe39"}',
    )
  })

  it.each([
    ['fewer examples', digits(16, 4), '20 examples, not 16'],
    ['other classes', { ...clean, classes: 5 }, '4 classes, not 5'],
    ['other labels', { ...clean, labels: clean.labels.slice().reverse() }, 'other labels'],
  ])('is not replayed on %s', (_, dataset, message) => {
    const error = leftOf(replay(noise)(dataset))
    expect(error.code).toBe('usage')
    expect(error.message).toBe(`the noise record was made on other data than "digits": ${message}`)
  })

  it.each([
    ['no JSON', '{', 'a noise record that is not JSON'],
    ['another version', JSON.stringify({ version: 2, ...noise }), 'noise record: version'],
    ['a bad spec', JSON.stringify({ version: 1, ...noise, spec: { kind: 'symmetric', rate: 3 } }), 'rate'],
    ['a bad key', JSON.stringify({ version: 1, ...noise, key: [1, -1] }), 'key.1'],
    ['a bad digest', JSON.stringify({ version: 1, ...noise, cleanLabels: 'sha256:12' }), 'cleanLabels'],
  ])('is refused when it is %s', (_, text, message) => {
    const error = leftOf(noiseFromJson(text))
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })
})
