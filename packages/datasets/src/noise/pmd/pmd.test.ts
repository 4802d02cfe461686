import { orThrow, random } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digits } from '../../../test/digits.ts'
import { leftOf } from '../../../test/either.ts'
import { corrupt, replay } from '../corrupt.ts'
import { decodeNoise, transitionMatrix } from '../kinds.ts'
import golden from '../numpyNoise.golden.json' with { type: 'json' }
import type { Posterior } from '../sources.ts'
import { factorFor } from './level.ts'
import { flipProbability, marginsOf, type PmdType, scaled } from './margins.ts'
import { type PmdOptions, pmd } from './pmd.ts'

const types = [1, 2, 3] as const
const { posterior: rows, first, second, taus, factor, secondAtFactor } = golden.pmd

/** Examples of class i mod 3, of which η is the surer the higher their number. */
function posteriorOf(n: number): Float64Array {
  const posterior = new Float64Array(3 * n)
  for (let i = 0; i < n; i++) {
    const sure = 0.5 + (0.5 * i) / n
    posterior[3 * i + (i % 3)] = sure
    posterior[3 * i + ((i + 1) % 3)] = (1 - sure) * 0.7
    posterior[3 * i + ((i + 2) % 3)] = (1 - sure) * 0.3
  }
  return posterior
}

const noisyOf = (options: PmdOptions, n: number, seed: number, posterior: Posterior = posteriorOf(n)) =>
  corrupt(pmd(options), random.key(seed), { posterior })(digits(n, 3))

describe('τ', () => {
  it('and the two likeliest classes are those of the authors’ code', () => {
    const margins = marginsOf(Float64Array.from(rows.flat()), 4)
    expect([...margins.first]).toEqual(first)
    expect([...margins.second]).toEqual(second)
    for (const type of types) {
      for (const [i, margin] of margins.margin.entries()) {
        const tau = flipProbability[type](margin)
        expect(tau).toBeCloseTo(taus[type][i] as number, 14)
        expect(scaled.stay(tau, factor)).toBeCloseTo(secondAtFactor[type][i] as number, 14)
      }
    }
  })

  it('is a probability that falls as the margin grows', () => {
    const margin = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom<PmdType>(...types), margin, margin, (type, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map(flipProbability[type]) as [number, number]
        expect(low).toBeGreaterThanOrEqual(high)
        expect(high >= 0 && low <= 1).toBe(true)
      }),
    )
  })

  it('takes, of equals, the lower class for the likelier', () => {
    const { first, second } = marginsOf(Float64Array.of(0.25, 0.25, 0.5, 0.4, 0.4, 0.2, 0.2, 0.4, 0.4), 3)
    expect([...first]).toEqual([2, 0, 1])
    expect([...second]).toEqual([0, 1, 2])
  })
})

describe('PMD noise', () => {
  it('makes labels u or s, s with probability τ', () => {
    const n = 30_000
    const { labels } = orThrow(noisyOf({ type: 2 }, n, 1))
    expect(labels.every((label, i) => label === i % 3 || label === (i + 1) % 3)).toBe(true)
    const margins = marginsOf(posteriorOf(n), 3)
    const expected = margins.margin.reduce((sum, margin) => sum + flipProbability[2](margin), 0) / n
    const found = labels.filter((label, i) => label !== i % 3).length / n
    expect(Math.abs(found - expected)).toBeLessThan((5 * 0.5) / Math.sqrt(n))
  })

  it.each(types.flatMap(type => (['flip', 'stay'] as const).map(scaling => [type, scaling] as const)))(
    'of type %i reaches a rate, %s',
    (type, scaling) => {
      const n = 30_000
      for (const rate of [0.1, 0.35, 0.7]) {
        const { mask } = orThrow(noisyOf({ type, scaling, rate }, n, 5))
        const found = mask.reduce((sum, wrong) => sum + wrong, 0) / n
        expect(Math.abs(found - rate)).toBeLessThan((5 * 0.5) / Math.sqrt(n))
      }
    },
  )

  it('says between which shares a rate can be', () => {
    // Half of the examples are surely of another class: wrong whatever the factor.
    const posterior = Float64Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? 1 : 0))
    const message = leftOf(noisyOf({ type: 1, rate: 0.1 }, 10, 0, posterior)).message
    expect(message).toBe(
      'pmd noise: no factor makes 0.1 of the labels wrong: with this posterior it is 0.6 to 0.6',
    )
  })

  it('takes a posterior in float32, or a function of the data set', () => {
    const n = 300
    const given = orThrow(noisyOf({ type: 1 }, n, 2, Float32Array.from(posteriorOf(n))))
    const made = orThrow(
      corrupt(pmd({ type: 1 }), random.key(2), {
        posterior: ({ labels }) => Float32Array.from(posteriorOf(labels.length)),
      })(digits(n, 3)),
    )
    expect(made).toEqual(given)
  })

  it('is recorded with its posterior, and not replayed with another', () => {
    const clean = digits(60, 3)
    const posterior = posteriorOf(60)
    const noisy = orThrow(noisyOf({ type: 3, rate: 0.3 }, 60, 4))
    expect(orThrow(replay(noisy.noise, { posterior })(clean))).toEqual(noisy)
    expect(leftOf(replay(noisy.noise)(clean)).message).toBe('pmd noise needs a posterior, [n, K]')
    const other = posterior.slice()
    other.set([0.2, 0.4, 0.4])
    expect(leftOf(replay(noisy.noise, { posterior: other })(clean)).message).toContain('other posterior')
  })

  it.each([
    [Float64Array.of(1, 0), 'a posterior of 2 numbers is not of 1 examples and 3 classes'],
    [Float64Array.of(1, 2, 3), 'the posterior of example 0 is no distribution: [1, 2, 3]'],
    [Float64Array.of(1.5, -0.5, 0), 'the posterior of example 0 is no distribution: [1.5, -0.5, 0]'],
    [Float64Array.of(Number.NaN, 0, 1), 'the posterior of example 0 is no distribution: [NaN, 0, 1]'],
  ])('of %o is refused', (posterior, message) => {
    expect(leftOf(noisyOf({ type: 1 }, 1, 0, posterior)).message).toBe(`pmd noise: ${message}`)
  })

  it('is refused where it can mean nothing', () => {
    expect(leftOf(decodeNoise({ kind: 'pmd', type: 4 })).message).toContain('type')
    expect(leftOf(decodeNoise({ kind: 'pmd', type: 1, rate: 0.1, factor: 2 })).message).toBe(
      'pmd noise: a rate and a factor are given',
    )
    expect(leftOf(transitionMatrix(pmd({ type: 1 }), 3)).message).toContain('depends on the posterior')
  })
})

it('finds the least factor of a rate also where the share does not rise with it', () => {
  // Half of the labels are believed to be wrong by a little: the more is flipped, the fewer of them are.
  const posterior = Float64Array.from({ length: 800 }, (_, at) => {
    const index = Math.floor(at / 2)
    const own = index % 2 === at % 2
    return index < 200 ? (own ? 0.49 : 0.51) : own ? 0.9 : 0.1
  })
  const clean = digits(400, 2)
  const rates = [0.45, 0.4, 0.35, 0.3].map(rate => {
    const { mask } = orThrow(corrupt(pmd({ type: 1, rate }), random.key(0), { posterior })(clean))
    return mask.reduce((sum, wrong) => sum + wrong, 0) / 400 - rate
  })
  for (const difference of rates) expect(Math.abs(difference)).toBeLessThan(0.15)
})

it('needs next to no factor for the rate that the posterior has by itself', () => {
  const posterior = Float64Array.from({ length: 80 }, (_, at) => {
    const index = Math.floor(at / 2)
    const own = index % 2 === at % 2
    return own === index >= 8 ? 0.9 : 0.1 // eight of forty are believed to be of the other class
  })
  const taus = Float64Array.from({ length: 40 }, () => 0.3)
  const factor = factorFor(0.2, digits(40, 2).labels, marginsOf(posterior, 2), taus, 'flip')
  expect(factor).toBeLessThan(1e-12)
})
