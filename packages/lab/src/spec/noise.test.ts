import { orThrow, type PlanishError } from '@planish/core'
import { compose, decodeNoise, type NoiseSpec, noiseKinds, pairFlip, symmetric } from '@planish/datasets'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { SpecInput } from './kind.ts'
import { decodeNoiseSpec, noiseSpecKinds } from './noise.ts'

const meaningOf = (input: SpecInput): NoiseSpec | undefined => orThrow(decodeNoiseSpec(input)).value
const errorOf = (input: SpecInput): PlanishError => {
  const result = decodeNoiseSpec(input)
  if (E.isRight(result)) throw new Error(`${JSON.stringify(input)} was accepted`)
  return result.left
}

const texts = [
  'symmetric:rate=0.3',
  'pairFlip:rate=0.2,count=exact',
  'asymmetric:map=cifar10,rate=0.4',
  'asymmetric:map=1x0x2,rate=0.4',
  'matrix:rows=0.9x0.1/0.2x0.8',
  'randomMatrix:trace=8,zeros=0.3',
  'dispersive:rate=0.2,among=3',
  'instance:rate=0.4',
]

describe('a noise specification', () => {
  it.each(texts)('%s means what the data sets can draw, and is its own canonical text', text => {
    const { text: canonical, value } = orThrow(decodeNoiseSpec(text))
    expect(canonical).toBe(text)
    expect(orThrow(decodeNoise(value))).toMatchObject(value ?? {})
  })

  it.each([
    ['asymmetric:cifar10,rate=0.40', 'asymmetric:map=cifar10,rate=0.4'],
    ['matrix:.90x1e-1/0.2x0.8,count=iid', 'matrix:rows=0.9x0.1/0.2x0.8'],
    ['instance:0.4,deviation=0.1', 'instance:rate=0.4'],
    ['dispersive:0.2', 'dispersive:rate=0.2'],
  ])('%s is %s', (text, canonical) => {
    expect(orThrow(decodeNoiseSpec(text)).text).toBe(canonical)
  })

  it('takes a matrix and a map as lists, from JSON', () => {
    const rows = [
      [0.9, 0.1],
      [0.2, 0.8],
    ]
    expect(meaningOf({ kind: 'matrix', rows })).toEqual({ kind: 'matrix', matrix: rows, count: 'iid' })
    expect(meaningOf({ kind: 'asymmetric', map: [1, 0], rate: 0.1 })).toMatchObject({ map: [1, 0] })
  })

  it('of every kind that needs nothing besides the data can be written', () => {
    const needing = ['pmd', 'human', 'openSet', 'compose']
    const named = noiseSpecKinds.map(({ kind }) => kind).filter(kind => kind !== 'none')
    expect([...named, ...needing].sort()).toEqual([...noiseKinds].sort())
  })
})

describe('several noises', () => {
  it('are one after the other', () => {
    const { kind, text, value } = orThrow(decodeNoiseSpec('pairFlip:0.2 + symmetric:0.1,count=exact'))
    expect([kind, text]).toEqual(['compose', 'pairFlip:rate=0.2+symmetric:rate=0.1,count=exact'])
    expect(value).toEqual(
      compose(
        pairFlip({ rate: 0.2, count: 'iid' }),
        symmetric({ rate: 0.1, inclusive: false, count: 'exact' }),
      ),
    )
  })

  it('of any sort have a canonical text that says the same', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...texts), { minLength: 2, maxLength: 4 }), parts => {
        const text = parts.join('+')
        expect(orThrow(decodeNoiseSpec(text)).text).toBe(text)
        expect(meaningOf(text)).toEqual({ kind: 'compose', noises: parts.map(meaningOf) })
      }),
    )
  })

  it('are not divided within a number', () => {
    expect(meaningOf('dispersive:0.1,among=1e+1')).toMatchObject({ kind: 'dispersive', among: 10 })
  })
})

describe('a wrong one', () => {
  it.each<[SpecInput, string]>([
    [
      'asymmetric:svhn,rate=0.1',
      'noise asymmetric: option map must be cifar10, cifar100, mnist, or the class',
    ],
    ['asymmetric:cifar10', 'noise asymmetric: option rate is missing'],
    ['matrix:0.9x0.1/0.2', 'matrix noise: row 1 has 1 entries, not 2'],
    ['matrix:0.9x0.2/0.2x0.8', 'matrix noise: row 0 sums to 1.1, not 1'],
    ['matrix:0.9xa/0.2x0.8', 'noise matrix: option rows must be rows of numbers, as 0.9x0.1/0.2x0.8'],
    ['matrix:0.9x/0.2x0.8', 'noise matrix: option rows must be rows of numbers, as 0.9x0.1/0.2x0.8'],
    ['matrix', 'noise matrix: option rows'],
    ['instance:0.4,deviation=0', 'noise instance: option deviation must be above 0, not 0'],
    ['symmetric:0.1+salt', 'unknown noise "salt"'],
    ['symmetric:0.1+pairFlip:2', 'noise pairFlip: option rate must be at most 1, not 2'],
    ['symmetric:0.1+none', 'noise none is none of several'],
  ])('%j is refused', (input, message) => {
    const error = errorOf(input)
    expect(error.code).toBe('usage')
    expect(error.message).toContain(message)
  })
})
