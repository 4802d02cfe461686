/** The quantile of sorted values at a share of [0, 1], linear between the two nearest, as NumPy's default. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] as number
  const high = sorted[Math.min(sorted.length - 1, below + 1)] as number
  return low + (position - below) * (high - low)
}
