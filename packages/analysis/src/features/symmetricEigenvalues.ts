/** Halvings of the interval that holds an eigenvalue: more than a double has digits. */
const halvings = 64

/**
 * Householder's reduction of a symmetric matrix [n, n], which it overwrites, to a tridiagonal one with the same
 * eigenvalues (Golub & Van Loan, §8.3.1).
 */
function tridiagonal(matrix: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array } {
  const at = (i: number, j: number): number => matrix[i * n + j] as number
  const diagonal = new Float64Array(n)
  const beside = new Float64Array(Math.max(0, n - 1))
  const [v, p] = [new Float64Array(n), new Float64Array(n)]
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = at(k, k)
    let norm = 0
    for (let i = k + 1; i < n; i++) norm = Math.hypot(norm, at(i, k))
    const first = at(k + 1, k)
    const alpha = first > 0 ? -norm : norm
    beside[k] = alpha
    const square = norm * (norm + Math.abs(first)) // ‖v‖²/2 of the reflection's v = column − alpha e
    if (square === 0) continue
    for (let i = k + 1; i < n; i++) v[i] = at(i, k)
    v[k + 1] = first - alpha
    let product = 0
    for (let i = k + 1; i < n; i++) {
      let sum = 0
      for (let j = k + 1; j < n; j++) sum += at(i, j) * (v[j] as number)
      p[i] = sum / square
      product += (p[i] as number) * (v[i] as number)
    }
    const share = product / (2 * square)
    for (let i = k + 1; i < n; i++) p[i] = (p[i] as number) - share * (v[i] as number)
    for (let i = k + 1; i < n; i++) {
      const [vi, pi] = [v[i] as number, p[i] as number]
      for (let j = k + 1; j < n; j++) {
        matrix[i * n + j] = at(i, j) - vi * (p[j] as number) - pi * (v[j] as number)
      }
    }
  }
  if (n > 0) diagonal[n - 1] = at(n - 1, n - 1)
  return { diagonal, beside }
}

/** How many eigenvalues of a tridiagonal matrix lie below x, by Sturm's sequence. */
function countBelow(diagonal: Float64Array, squares: Float64Array, x: number, tiny: number): number {
  let count = 0
  let pivot = 1
  for (let i = 0; i < diagonal.length; i++) {
    pivot = (diagonal[i] as number) - x - (i === 0 ? 0 : (squares[i - 1] as number) / pivot)
    if (Math.abs(pivot) < tiny) pivot = -tiny
    if (pivot < 0) count++
  }
  return count
}

/**
 * All eigenvalues of a symmetric matrix [n, n], row-major, from the largest on, to n·2⁻⁵² of the largest magnitude: by
 * reduction to tridiagonal form and bisection, which can't fail to converge.
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix.slice(), n)
  const reach = diagonal.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs(value) + Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0)),
    0,
  )
  const squares = beside.map(value => value * value)
  const tiny = Math.max(reach * 2 ** -100, Number.MIN_VALUE)
  return Float64Array.from({ length: n }, (_, index) => {
    let [low, high] = [-reach, reach]
    for (let halving = 0; halving < halvings; halving++) {
      const middle = (low + high) / 2
      // The index-th largest is at or above x where fewer than n − index lie below.
      if (countBelow(diagonal, squares, middle, tiny) < n - index) low = middle
      else high = middle
    }
    return (low + high) / 2
  })
}
