import { PlanishError } from '@planish/core'
import { expectSome } from '../expectations.ts'
import { type HostMatrix, rowsOf } from '../hostMatrix.ts'
import { symmetricEigenvalues } from './symmetricEigenvalues.ts'

/** 2⁻²³, what float32 rounds to. */
const float32Rounding = 2 ** -23

/** X Xᵀ or Xᵀ X, whichever is smaller, in float64. */
function gram({ values, columns }: HostMatrix, rows: number): { matrix: Float64Array; side: number } {
  const byRows = rows <= columns
  const side = byRows ? rows : columns
  const along = byRows ? columns : rows
  const matrix = new Float64Array(side * side)
  // One vector at a time: the sums run over neighbours in memory.
  const vector = new Float64Array(side)
  for (let t = 0; t < along; t++) {
    for (let i = 0; i < side; i++) vector[i] = values[byRows ? i * columns + t : t * columns + i] as number
    for (let i = 0; i < side; i++) {
      const left = vector[i] as number
      if (left === 0) continue
      for (let j = 0; j <= i; j++) {
        matrix[i * side + j] = (matrix[i * side + j] as number) + left * (vector[j] as number)
      }
    }
  }
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < i; j++) matrix[j * side + i] = matrix[i * side + j] as number
  }
  return { matrix, side }
}

/**
 * The min(n, d) singular values of a matrix [n, d], from the largest on: square roots of the eigenvalues of its Gram
 * matrix, in float64. Those below 1e-8 of the largest are what rounding leaves of them, below what float32 features
 * resolve.
 *
 * @throws PlanishError `usage` of an empty matrix, or a value that is not finite
 * @example
 * ```ts
 * import { singularValues } from '@planish/analysis'
 *
 * singularValues({ values: [3, 0, 0, 0, 4, 0], columns: 3 }) // [4, 3]
 * ```
 */
export function singularValues(matrix: HostMatrix): Float64Array {
  const rows = rowsOf('singularValues', matrix)
  expectSome('singularValues', rows)
  for (let i = 0; i < matrix.values.length; i++) {
    if (!Number.isFinite(matrix.values[i])) {
      throw new PlanishError('usage', `singularValues: value ${i} is ${matrix.values[i]}`)
    }
  }
  const { matrix: products, side } = gram(matrix, rows)
  return symmetricEigenvalues(products, side).map(value => Math.sqrt(Math.max(0, value)))
}

/**
 * Effective rank (Roy & Vetterli 2007): exp(−Σ_k p_k log p_k), p_k = σ_k/Σσ. From 1, where one direction has it all, to
 * the number of singular values, where they are equal; 0 of a zero matrix.
 *
 * @param singularValues σ, not negative
 * @example
 * ```ts
 * import { effectiveRank } from '@planish/analysis'
 *
 * effectiveRank([2, 2, 0]) // 2
 * ```
 */
export function effectiveRank(singularValues: ArrayLike<number>): number {
  const all = Array.from(singularValues)
  const sum = all.reduce((total, value) => total + value, 0)
  if (sum === 0) return 0
  const entropy = all.reduce((total, value) => {
    const p = value / sum
    return p === 0 ? total : total - p * Math.log(p)
  }, 0)
  return Math.exp(entropy)
}

/**
 * Numerical rank: how many singular values exceed `tolerance` times the largest.
 *
 * @param tolerance default 2⁻²³ times the number of singular values, float32's rounding; NumPy has max(n, d) there
 * @example
 * ```ts
 * import { numericalRank } from '@planish/analysis'
 *
 * numericalRank([1, 0.5, 1e-9]) // 2
 * ```
 */
export function numericalRank(
  singularValues: ArrayLike<number>,
  tolerance = singularValues.length * float32Rounding,
): number {
  const all = Array.from(singularValues)
  const largest = all.reduce((most, value) => Math.max(most, value), 0)
  return all.filter(value => value > tolerance * largest).length
}
