import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { tinyConfig } from '../run/testing/tinyRun.ts'
import { decodeSweep } from './sweepSpec.ts'

const decode = decodeSweep(tinyConfig)

describe('a sweep', () => {
  it('is every combination, the last field changing fastest', () => {
    const cells = orThrow(
      decode({
        base: { epochs: 2 },
        grid: { noise: ['none', 'symmetric:0.4'], rules: ['sgd', ['sgd', 'sam']] },
      }),
    )
    expect(cells.map(({ config: { noise, rules, epochs } }) => [noise, rules, epochs])).toEqual([
      ['none', ['sgd'], 2],
      ['none', ['sgd', 'sam'], 2],
      ['symmetric:0.4', ['sgd'], 2],
      ['symmetric:0.4', ['sgd', 'sam'], 2],
    ])
    expect(cells.map(({ settings }) => Object.values(settings).join(' '))).toEqual([
      'none sgd',
      'none sgd+sam',
      'symmetric:0.4 sgd',
      'symmetric:0.4 sgd+sam',
    ])
  })

  it('has folders that anything may be called, each its own', () => {
    const grid = { data: ['idx:/a b/c', 'idx:/a-b/c'], learningRate: [0.1, 0.2] }
    const names = orThrow(decode({ grid })).map(({ name }) => name)
    expect(new Set(names).size).toBe(4)
    for (const name of names) expect(name).toMatch(/^idx-a-b-c_0\.[12]-[0-9a-f]{8}$/)
  })

  it('keeps the folder of a run whatever else is in the grid', () => {
    const [alone] = orThrow(decode({ grid: { noise: ['symmetric:0.4'] } }))
    const more = orThrow(decode({ grid: { noise: ['none', 'symmetric:0.4'] } }))
    expect(more.map(({ name }) => name)).toContain(alone?.name)
  })

  it.each<[string, unknown, string]>([
    ['no grid', { base: {} }, 'grid is missing'],
    ['a list', [], 'the sweep must be an object'],
    ['an empty list of values', { grid: { noise: [] } }, 'grid.noise must have at least 1 entries'],
    [
      'a field in both',
      { base: { noise: 'none' }, grid: { noise: ['none'] } },
      'noise is both in base and in grid',
    ],
    ['a field that there is not', { grid: { rho: [0.1] } }, 'in the run of rho 0.1'],
    ['a bad value', { grid: { epochs: [1, 0] } }, 'epochs must be at least 1, not 0, in the run of epochs 0'],
    ['a bad rule', { grid: { rules: ['sgd', 'adam'] } }, 'unknown rule "adam", in the run of rules adam'],
  ])('is refused with %s', (_, spec, message) => {
    expect(decode(spec)).toMatchObject({ left: { code: 'usage', message: expect.stringContaining(message) } })
  })
})
