/** How far from 1 a row of probabilities may sum, for it may come from a file with few digits. */
const TOLERANCE = 1e-6

/** What is wrong with a row of probabilities, or nothing. */
function rowFault(row: readonly number[], columns: number): string | undefined {
  if (row.length !== columns) return `has ${row.length} entries, not ${columns}`
  const wrong = row.findIndex(p => !(p >= 0 && p <= 1 + TOLERANCE))
  if (wrong >= 0) return `has ${row[wrong]} at column ${wrong}, not a probability`
  const sum = row.reduce((a, b) => a + b, 0)
  return Math.abs(sum - 1) <= TOLERANCE ? undefined : `sums to ${sum}, not 1`
}

/** What is wrong with a matrix whose rows are to sum to 1, or nothing: the first row that is wrong, counted from 0. */
export function stochasticFault(matrix: readonly (readonly number[])[]): string | undefined {
  if (matrix.length === 0) return 'there are no rows'
  for (const [index, row] of matrix.entries()) {
    const fault = rowFault(row, matrix.length)
    if (fault !== undefined) return `row ${index} ${fault}`
  }
  return undefined
}
