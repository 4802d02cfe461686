import { PlanishError } from '@planish/core'
import type { Transition } from '@planish/grad'

/** How far a row's sum may lie from 1: matrices are estimated, stored and read with few digits. */
const rowTolerance = 1e-5

/** A pivot that is smaller is what rounding leaves of 0, the entries being at most 1. */
const leastPivot = 1e-12

function fault(matrix: Transition, classes: number): string | undefined {
  if (matrix.length !== classes)
    return `T is of ${matrix.length} classes, the probabilities are of ${classes}`
  for (const [i, row] of matrix.entries()) {
    const sum = row.reduce((total, value) => total + value, 0)
    if (row.length !== classes) return `row ${i} of T has ${row.length} entries`
    if (!(Math.abs(sum - 1) <= rowTolerance && row.every(value => value >= 0))) {
      return `row ${i} of T is no distribution`
    }
  }
  return undefined
}

/** T⁻¹ by Gauss and Jordan with the largest pivot of each column; a `usage` error where T has none. */
export function inverseTransition(of: string, matrix: Transition, classes: number): readonly Float64Array[] {
  const wrong = fault(matrix, classes)
  if (wrong !== undefined) {
    throw new PlanishError(
      'usage',
      `${of}: ${wrong}`,
      'T[i][j] is the probability of noisy label j given clean label i: K rows that sum to 1',
    )
  }
  const rows = matrix.map((row, i) => Float64Array.from([...row, ...row.map((_, j) => (i === j ? 1 : 0))]))
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let column = 0; column < classes; column++) {
    let best = column
    for (let i = column; i < classes; i++) {
      if (Math.abs(at(i, column)) > Math.abs(at(best, column))) best = i
    }
    const pivot = at(best, column)
    if (Math.abs(pivot) < leastPivot) {
      throw new PlanishError(
        'usage',
        `${of}: T has no inverse`,
        'some clean labels are told apart by nothing in their noisy ones',
      )
    }
    const [chosen = new Float64Array()] = rows.splice(best, 1)
    const scaled = chosen.map(value => value / pivot)
    rows.splice(column, 0, scaled)
    for (const [i, row] of rows.entries()) {
      if (i === column) continue
      const factor = row[column] ?? 0
      rows[i] = row.map((value, j) => value - factor * (scaled[j] as number))
    }
  }
  return rows.map(row => row.slice(classes))
}
