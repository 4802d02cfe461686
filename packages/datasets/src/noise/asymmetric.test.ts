import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { leftOf } from '../../test/either.ts'
import { asymmetric } from './asymmetric.ts'
import { confusions } from './confusions.ts'
import { corrupt } from './corrupt.ts'
import { decodeNoise, transitionMatrix } from './kinds.ts'
import golden from './numpyNoise.golden.json' with { type: 'json' }

const [airplane, automobile, , cat, , dog, frog, horse, ship] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

describe('asymmetric noise', () => {
  it('of CIFAR-10 has the matrix of its class names', () => {
    const { rate, matrix } = golden.cifar10
    expect(orThrow(transitionMatrix(asymmetric({ map: 'cifar10', rate }), 10))).toEqual(matrix)
  })

  it('of CIFAR-100 takes the next class of the super-class', () => {
    expect(confusions.cifar100).toEqual(golden.cifar100)
  })

  // One class after the other on the same labels, as in the generator of ELR, cats become dogs and then cats again.
  it('flips no label back: of CIFAR-10 at rate 1 each class is wholly what it is mistaken for', () => {
    const becomes = [airplane, automobile, airplane, dog, horse, cat, frog, horse, ship, automobile]
    for (const count of ['iid', 'exact'] as const) {
      const clean = digits(1000, 10)
      const { labels } = orThrow(
        corrupt(asymmetric({ map: 'cifar10', rate: 1, count }), random.key(5))(clean),
      )
      expect([...labels]).toEqual(Array.from(clean.labels, label => becomes[label]))
    }
  })

  it('replaces exactly round(p m) of the m labels that can be mistaken', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (n, map, rate, seed) => {
          const clean = digits(n, 5)
          const noisy = orThrow(corrupt(asymmetric({ map, rate, count: 'exact' }), random.key(seed))(clean))
          const able = clean.labels.filter(label => map[label] !== label).length
          expect(noisy.mask.reduce((sum, wrong) => sum + wrong, 0)).toBe(Math.round(rate * able))
          for (const [index, label] of noisy.labels.entries()) {
            if (noisy.mask[index] === 1) expect(label).toBe(map[clean.labels[index] ?? 0])
          }
        },
      ),
    )
  })

  it.each([
    ['cifar10', 7, 'asymmetric noise of cifar10 is for 10 classes, there are 7'],
    [[1, 0], 3, 'asymmetric noise is for 2 classes, there are 3'],
    [[1, 2], 2, "asymmetric noise: class 1 can't become 2, there are 2 classes"],
  ] as const)('of %s is refused for %i classes', (map, classes, message) => {
    expect(leftOf(transitionMatrix(asymmetric({ map, rate: 0.1 }), classes)).message).toBe(message)
  })

  it('is refused where the map is none', () => {
    expect(leftOf(decodeNoise({ kind: 'asymmetric', map: 'svhn', rate: 0.1 })).message).toContain('map')
    expect(leftOf(decodeNoise({ kind: 'asymmetric', map: [-1, 0], rate: 0.1 })).message).toContain('map')
  })
})
