import { orThrow } from '@planish/core'
import { describe, expect, it } from 'vitest'
import { leftOf } from '../../test/either.ts'
import { fixture } from '../../test/fixture.ts'
import { survive } from '../../test/mutate.ts'
import { readMat } from './readMat.ts'
import golden from './scipy.golden.json' with { type: 'json' }

describe('readMat', () => {
  it.each(Object.entries(golden.files))('reads what SciPy reads from %s', (name, expected) => {
    const read = orThrow(readMat(fixture(`mat/${name}`)))
    expect([...read.keys()].sort()).toEqual(Object.keys(expected).sort())
    for (const [variable, { shape, dtype, values }] of Object.entries(expected)) {
      const found = read.get(variable)
      expect(found?.shape, variable).toEqual(shape)
      expect(
        Array.from<number | bigint, number | string>(found?.data ?? [], value =>
          typeof values[0] === 'string' ? `${value}` : Number(value),
        ),
      ).toEqual(values)
      // Logical arrays are bytes here as in SciPy.
      expect(`${found?.data.constructor.name}`.toLowerCase()).toBe(
        `${dtype.replace(/^(u?int64)/, 'big$1')}array`,
      )
    }
  })

  const plain = fixture('mat/plain.mat')
  const compressed = fixture('mat/compressed.mat')

  it.each([
    ['nothing', new Uint8Array(0), '0 bytes are no header'],
    ['another format', new Uint8Array(200), 'not a file of version 5'],
    ['half a file', plain.subarray(0, 400), 'MATLAB: truncated'],
    ['a compressed element cut off', compressed.subarray(0, 300), 'MATLAB: truncated'],
  ])('refuses %s', (_, bytes, message) => {
    const error = leftOf(readMat(bytes))
    expect(error.code).toBe('format')
    expect(error.message).toContain(message)
  })

  it('inflates no further than it may', () => {
    expect(leftOf(readMat(compressed, { limit: 100 })).message).toMatch(
      /it inflates to \d+ bytes, the limit is \d+/,
    )
  })

  it('notices other content by its checksum', () => {
    let refused = 0
    for (let bit = 8 * 136; bit < 8 * compressed.length; bit += 29) {
      const damaged = compressed.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const read = readMat(damaged)
      if (read._tag === 'Left') refused++
    }
    expect(refused).toBeGreaterThan(((compressed.length - 136) * 8 * 0.95) / 29)
  })

  it.each(['plain.mat', 'compressed.mat', 'test3dmatrix_6.1_SOL2.mat'])(
    'survives 2,000 damaged copies of %s',
    async name => {
      const limit = 1_000_000
      const { refused } = await survive(
        fixture(`mat/${name}`),
        bytes => readMat(bytes, { limit }),
        variables => {
          for (const { shape, data } of variables.values()) {
            expect(data.length).toBe(shape.reduce((product, side) => product * side, 1))
            expect(data.byteLength).toBeLessThanOrEqual(8 * limit)
          }
        },
      )
      expect(refused).toBeGreaterThan(300)
    },
  )
})
