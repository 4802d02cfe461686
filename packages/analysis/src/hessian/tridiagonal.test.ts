import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tridiagonalEigen } from './tridiagonal.ts'

it('has the closed form of the second difference: 2 − 2 cos(kπ/(n + 1))', () => {
  const size = 12
  const { values } = tridiagonalEigen(Array(size).fill(2), Array(size - 1).fill(-1))
  for (const [index, value] of values.entries()) {
    expect(value).toBeCloseTo(2 - 2 * Math.cos(((index + 1) * Math.PI) / (size + 1)), 13)
  }
})

const entry = fc.integer({ min: -1000, max: 1000 }).map(whole => whole / 100)

it('T v = θ v, the v orthonormal, the θ ascending', () => {
  const matrix = fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(matrix, rows => {
      const diagonal = rows.map(([value]) => value)
      const beside = rows.slice(1).map(([, value]) => value)
      const { values, vectors } = tridiagonalEigen(diagonal, beside)
      const at = (of: readonly number[], index: number): number => of[index] ?? 0
      for (const [index, vector] of vectors.entries()) {
        const value = at(values, index)
        for (const row of diagonal.keys()) {
          const product =
            at(beside, row - 1) * at(vector, row - 1) +
            at(diagonal, row) * at(vector, row) +
            at(beside, row) * at(vector, row + 1)
          expect(Math.abs(product - value * at(vector, row))).toBeLessThan(1e-12 * 30)
        }
        for (const [other, against] of vectors.entries()) {
          const inner = vector.reduce((sum, x, position) => sum + x * at(against, position), 0)
          expect(Math.abs(inner - (index === other ? 1 : 0))).toBeLessThan(1e-13 * 20)
        }
        expect(value).toBeGreaterThanOrEqual(at(values, index - 1 < 0 ? index : index - 1))
      }
    }),
  )
})
