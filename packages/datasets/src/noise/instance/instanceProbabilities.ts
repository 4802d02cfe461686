/**
 * P(noisy label | x, y) of one example, by algorithm 2 of Xia et al. 2020 (its lines 4 to 6):
 *
 * ```text
 * p_j = q · softmax(x W_y, without class y)_j,   p_y = 1 − q
 * ```
 *
 * @param x the example's values, [d]
 * @param weights W_y, [d, K] row by row
 * @param own y
 * @param q the example's rate of noise
 */
export function instanceProbabilities(
  x: ArrayLike<number>,
  weights: ArrayLike<number>,
  own: number,
  q: number,
  classes: number,
): Float64Array {
  const scores = new Float64Array(classes)
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number
    if (value === 0) continue
    for (let j = 0; j < classes; j++) {
      scores[j] = (scores[j] as number) + value * (weights[i * classes + j] as number)
    }
  }
  scores[own] = Number.NEGATIVE_INFINITY
  const highest = scores.reduce((a, b) => Math.max(a, b))
  const powers = scores.map(score => Math.exp(score - highest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power, j) => (j === own ? 1 - q : (q * power) / total))
}
