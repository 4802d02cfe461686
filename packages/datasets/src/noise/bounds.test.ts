import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digits } from '../../test/digits.ts'
import { asymmetric } from './asymmetric.ts'
import { compose } from './compose.ts'
import { corrupt } from './corrupt.ts'
import { dispersive } from './dispersive.ts'
import { transitionMatrix } from './kinds.ts'
import { matrix } from './matrix.ts'
import { pairFlip } from './pairFlip.ts'
import type { NoiseSpec } from './spec.ts'
import { symmetric } from './symmetric.ts'

const T = [
  [0.7, 0.25, 0.05],
  [0, 1, 0],
  [0.3, 0.3, 0.4],
]

const noises: readonly NoiseSpec[] = [
  symmetric({ rate: 0.4 }),
  symmetric({ rate: 0.4, inclusive: true }),
  pairFlip({ rate: 0.3 }),
  asymmetric({ map: [1, 0, 2], rate: 0.35 }),
  matrix({ matrix: T }),
  dispersive({ rate: 0.5, among: 2 }),
  compose(pairFlip({ rate: 0.2 }), matrix({ matrix: T })),
]

const SEEDS = 1000
const CLASSES = 3
const PER_CLASS = 50

/** That an unbiased draw ever fails this file: one in 10⁹, shared out over all that is compared. */
const ERROR = 1e-9
const comparisons = noises.length * CLASSES ** 2 * (SEEDS + 1)

/** Hoeffding: P(|X − np| ≥ t) ≤ 2 exp(−2t²/n) for X of n independent draws. */
const bound = (n: number): number => Math.sqrt((n / 2) * Math.log((2 * comparisons) / ERROR))

it.each(noises.map(spec => [spec.kind, spec] as const))(
  'the realised matrix of %s is within the binomial bounds, of each of 1,000 seeds and of all together',
  (_, spec) => {
    const expected = orThrow(transitionMatrix(spec, CLASSES))
    const clean = digits(CLASSES * PER_CLASS, CLASSES)
    const add = Array.from({ length: SEEDS }, (_, seed) => corrupt(spec, random.key(seed)))
    const all = expected.map(row => row.map(() => 0))
    for (const draw of add) {
      const { realisedMatrix } = orThrow(draw(clean))
      for (const [i, row] of expected.entries()) {
        for (const [j, p] of row.entries()) {
          const count = PER_CLASS * (realisedMatrix[i]?.[j] as number)
          const sums = all[i] as number[]
          sums[j] = (sums[j] as number) + count
          if (Math.abs(count - PER_CLASS * p) >= bound(PER_CLASS))
            expect([i, j, count]).toEqual([i, j, PER_CLASS * p])
        }
      }
    }
    const n = SEEDS * PER_CLASS
    for (const [i, row] of expected.entries()) {
      // 50,000 draws a row: a share may stray by 0.018.
      for (const [j, p] of row.entries())
        expect(Math.abs((all[i]?.[j] as number) - n * p)).toBeLessThan(bound(n))
    }
  },
  30_000, // a thousand data sets, perhaps on a busy machine
)

it('every transition matrix has rows of probabilities that sum to 1', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, fc.integer({ min: 2, max: 12 }), fc.nat(), (a, b, k, seed) => {
      const map = Array.from(random.randint(random.key(seed), k, 0, k))
      const kinds: NoiseSpec[] = [
        symmetric({ rate: a, inclusive: seed % 2 === 0 }),
        pairFlip({ rate: a }),
        asymmetric({ map, rate: a }),
        dispersive({ rate: a, among: 1 + (seed % k) }),
        compose(asymmetric({ map, rate: a }), dispersive({ rate: b }), symmetric({ rate: a })),
      ]
      for (const spec of kinds) {
        for (const row of orThrow(transitionMatrix(spec, k))) {
          expect(row.every(p => p >= 0 && p <= 1 + 1e-12)).toBe(true)
          expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        }
      }
    }),
  )
})
