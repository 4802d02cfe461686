import { PlanishError } from '@planish/core'

/** T[i][j] = P(noisy label j | clean label i), K × K, rows that sum to 1. */
export type Transition = readonly (readonly number[])[]

/** How far a row's sum may lie from 1: matrices are estimated, stored and read with few digits. */
const rowTolerance = 1e-5

/** A pivot that is smaller is what rounding leaves of 0, the entries being at most 1. */
const leastPivot = 1e-12

/** Fails with a `usage` error unless T is square, of probabilities, with rows that sum to 1. */
export function expectTransition(loss: string, matrix: Transition): void {
  const fail = (what: string): never => {
    throw new PlanishError(
      'usage',
      `${loss}: ${what}`,
      'T[i][j] is the probability of noisy label j given clean label i: every row sums to 1',
    )
  }
  if (matrix.length === 0) fail('T has no rows')
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) {
      fail(`T is square, but row ${i} of ${matrix.length} has ${row.length} entries`)
    }
    for (const value of row) if (!(value >= 0)) fail(`row ${i} of T holds ${value}`)
    const sum = row.reduce((a, b) => a + b, 0)
    if (!(Math.abs(sum - 1) <= rowTolerance)) fail(`row ${i} of T sums to ${sum}`)
  }
}

/** Fails with a `model` error unless T is of as many classes as the logits. */
export function expectClasses(loss: string, matrix: Transition, classes: number | undefined): void {
  if (matrix.length === classes) return
  throw new PlanishError('model', `${loss}: T is of ${matrix.length} classes, the logits are of ${classes}`)
}

/**
 * T⁻¹ in doubles, K × K, by Gauss and Jordan with the largest pivot of each column.
 *
 * @param of who asks, for the error
 * @throws PlanishError `usage` when T is not square, not of rows that sum to 1, or singular to rounding, as that of
 * uniformly drawn labels is
 * @example
 * ```ts
 * import { inverseTransition } from '@planish/grad'
 *
 * inverseTransition('mine', [[0.75, 0.25], [0.25, 0.75]]) // [[1.5, −0.5], [−0.5, 1.5]]
 * ```
 */
export function inverseTransition(of: string, matrix: Transition): number[][] {
  expectTransition(of, matrix)
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < size; column++) {
    const pivots = rows.slice(column).map(row => Math.abs(row[column] ?? 0))
    const largest = Math.max(...pivots)
    if (largest < leastPivot) {
      throw new PlanishError(
        'usage',
        `${of}: T has no inverse`,
        'some clean labels are told apart by nothing in their noisy ones',
      )
    }
    const at = column + pivots.indexOf(largest)
    const [chosen = []] = rows.splice(at, 1)
    const pivot = chosen[column] ?? 1
    const scaled = chosen.map(value => value / pivot)
    for (const [i, row] of rows.entries()) {
      const factor = row[column] ?? 0
      rows[i] = row.map((value, k) => value - factor * (scaled[k] ?? 0))
    }
    rows.splice(column, 0, scaled)
  }
  return rows.map(row => row.slice(size))
}
