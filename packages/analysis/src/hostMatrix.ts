import { PlanishError } from '@planish/core'

/** A matrix on the host, row-major, a row for each example: what `await tensor.data()` gives of an [n, columns]. */
export interface HostMatrix {
  readonly values: ArrayLike<number>
  readonly columns: number
}

/** The number of rows; a `usage` error where the values do not fill whole rows. */
export function rowsOf(of: string, { values, columns }: HostMatrix): number {
  const rows = values.length / columns
  if (Number.isInteger(columns) && columns >= 1 && Number.isInteger(rows)) return rows
  throw new PlanishError('usage', `${of}: ${values.length} values are not whole rows of ${columns} columns`)
}

/** Row i as an array of its own. */
export function rowOf({ values, columns }: HostMatrix, i: number): Float64Array {
  const row = new Float64Array(columns)
  for (let k = 0; k < columns; k++) row[k] = values[i * columns + k] as number
  return row
}
