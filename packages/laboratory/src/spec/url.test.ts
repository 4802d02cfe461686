import { orThrow } from '@planish/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../../datasets/test/either.ts'
import { defaultSpec } from './defaultSpec.ts'
import { ruleNames } from './rules.ts'
import { backendChoices, dataNames, limits, type RaceSpec } from './spec.ts'
import { hasSpec, queryOf, specOf } from './url.ts'

const real = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true })
const whole = ([min, max]: readonly [number, number]) => fc.integer({ min, max })
const width = fc.integer({ min: 1, max: 32 })

const network = fc.oneof(
  fc.constant({ kind: 'linear' as const }),
  fc.record({ kind: fc.constant('mlp' as const), hidden: fc.array(width, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('cnn' as const), width }),
)

const specs: fc.Arbitrary<RaceSpec> = fc
  .record({
    data: fc.constantFrom(...dataNames),
    examples: whole(limits.examples),
    rate: real(limits.rate),
    inclusive: fc.boolean(),
    network,
    rules: fc.shuffledSubarray([...ruleNames], { minLength: 1 }),
    rho: real(limits.rho),
    learningRate: real(limits.learningRate),
    momentum: real(limits.momentum),
    batchSize: whole(limits.batchSize),
    steps: whole(limits.steps),
    seed: whole(limits.seed),
    backend: fc.constantFrom(...backendChoices),
  })
  .map(spec => (spec.network.kind === 'cnn' ? { ...spec, data: 'fashion' as const } : spec))

describe('a specification as a URL', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(specs, spec => {
        // -0 is written as 0, which means the same.
        expect(specOf(queryOf(spec))).toEqual({ _tag: 'Right', right: JSON.parse(JSON.stringify(spec)) })
      }),
    )
  })

  it('survives what a browser makes of a link', () => {
    const spec: RaceSpec = { ...defaultSpec, network: { kind: 'mlp', hidden: [64, 32] } }
    expect(orThrow(specOf(new URL(`https://example.org/?${queryOf(spec)}#top`).search))).toEqual(spec)
  })

  it('fills in what is left out, and says whether anything was given', () => {
    expect(orThrow(specOf('?data=moons&seed=3'))).toEqual({ ...defaultSpec, data: 'moons', seed: 3 })
    expect(hasSpec('?data=moons')).toBe(true)
    expect(hasSpec('?utm=x')).toBe(false)
  })

  it.each([
    ['rate=40', 'rate'],
    ['rate=', 'rate'],
    ['rules=', 'rules: at least one rule must race'],
    ['rules=sgd,sgd', 'rules: each rule races once'],
    ['rules=adam', 'rules.0'],
    ['network=resnet', 'network'],
    ['network=mlp:0', 'network.hidden.0'],
    ['data=moons&network=cnn:4', 'network: a CNN needs images: choose Fashion-MNIST'],
    ['seed=1.5', 'seed'],
    ['inclusive=maybe', 'inclusive'],
  ])('refuses %s', (query, message) => {
    expect(leftOf(specOf(query)).message).toContain(message)
  })
})
