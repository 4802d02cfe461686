/** x · w, w beginning in `weights` at an offset, summed in float64 from the first to the last. */
function product(x: Float32Array, weights: Float32Array, offset: number): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (weights[offset + i] as number)
  return sum
}

/** The transpose of a matrix of so many columns, row by row: its columns one after the other. */
export function columnsOf(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns
  const transposed = new Float32Array(matrix.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) transposed[j * rows + i] = matrix[i * columns + j] as number
  }
  return transposed
}

/**
 * P(noisy label | x, y) of one example, by algorithm 2 of Xia et al. 2020 (its lines 4 to 6):
 *
 * ```text
 * p_j = q · softmax(x W_y, without class y)_j,   p_y = 1 − q
 * ```
 *
 * @param x the example's values, [d]
 * @param columns the columns of W_y, one after the other: its transpose, [K, d]
 * @param own y
 * @param q the example's rate of noise
 */
export function instanceProbabilities(
  x: Float32Array,
  columns: Float32Array,
  own: number,
  q: number,
  classes: number,
): Float64Array {
  const scores = new Float64Array(classes)
  for (let j = 0; j < classes; j++) scores[j] = product(x, columns, j * x.length)
  scores[own] = Number.NEGATIVE_INFINITY
  const highest = scores.reduce((a, b) => Math.max(a, b))
  const powers = scores.map(score => Math.exp(score - highest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power, j) => (j === own ? 1 - q : (q * power) / total))
}
