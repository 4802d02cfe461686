/** Eigenvalues of a symmetric matrix, ascending, and their eigenvectors: `vectors[i]` has norm 1. */
export interface Eigen {
  readonly values: readonly number[]
  readonly vectors: readonly (readonly number[])[]
}

/** Sweeps of the QR iteration for one eigenvalue; two or three are usual. */
const mostSweeps = 100

/**
 * One implicit QL sweep with Wilkinson's shift on the rows from `first` to `last`, in place; the rotations are
 * gathered in the columns of `z`.
 */
function sweep(d: number[], e: number[], z: number[][], first: number, last: number): void {
  const at = (values: readonly number[], index: number): number => values[index] as number
  const half = (at(d, first + 1) - at(d, first)) / (2 * at(e, first))
  const root = Math.sqrt(half * half + 1)
  let g = at(d, last) - at(d, first) + at(e, first) / (half + (half >= 0 ? root : -root))
  let [s, c, p] = [1, 1, 0]
  for (let i = last - 1; i >= first; i--) {
    const f = s * at(e, i)
    const b = c * at(e, i)
    const r = Math.sqrt(f * f + g * g)
    e[i + 1] = r
    if (r === 0) {
      d[i + 1] = at(d, i + 1) - p
      e[last] = 0
      return
    }
    s = f / r
    c = g / r
    g = at(d, i + 1) - p
    const t = (at(d, i) - g) * s + 2 * c * b
    p = s * t
    d[i + 1] = g + p
    g = c * t - b
    for (const row of z) {
      const [left, right] = [at(row, i), at(row, i + 1)]
      row[i + 1] = s * left + c * right
      row[i] = c * left - s * right
    }
  }
  d[first] = at(d, first) - p
  e[first] = g
  e[last] = 0
}

/**
 * All eigenvalues and eigenvectors of a symmetric tridiagonal matrix in float64, by the implicit QL algorithm
 * (Bowdler, Martin, Reinsch & Wilkinson 1968).
 *
 * @param diagonal n values
 * @param beside the n − 1 values next to the diagonal
 */
export function tridiagonalEigen(diagonal: readonly number[], beside: readonly number[]): Eigen {
  const size = diagonal.length
  const d = [...diagonal]
  const e = [...beside.slice(0, size - 1), 0]
  const z = d.map((_, row) => d.map((_, column) => (row === column ? 1 : 0)))
  const small = (index: number): boolean => {
    const around = Math.abs(d[index] as number) + Math.abs(d[index + 1] as number)
    return Math.abs(e[index] as number) <= Number.EPSILON * around
  }
  for (let first = 0; first < size; first++) {
    for (let sweeps = 0; sweeps < mostSweeps; sweeps++) {
      let last = first
      while (last < size - 1 && !small(last)) last++
      if (last === first) break
      sweep(d, e, z, first, last)
    }
  }
  const order = d.map((_, index) => index).sort((a, b) => (d[a] as number) - (d[b] as number))
  return {
    values: order.map(index => d[index] as number),
    vectors: order.map(index => z.map(row => row[index] as number)),
  }
}
