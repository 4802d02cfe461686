/**
 * Median of the finite values whose mask is `among`; null when there are none. For ratios, of which one with a tiny
 * denominator would make a mean its own.
 *
 * @example
 * ```ts
 * import { medianAmong } from '@planish/analysis'
 *
 * medianAmong([1, 2, Number.NaN, 4], [0, 1, 0, 1], 1) // 3
 * ```
 */
export function medianAmong(values: ArrayLike<number>, mask: ArrayLike<number>, among: 0 | 1): number | null {
  const chosen = Array.from(values)
    .filter((value, index) => mask[index] === among && Number.isFinite(value))
    .sort((a, b) => a - b)
  const middle = chosen.length >> 1
  const upper = chosen[middle]
  if (upper === undefined) return null
  return chosen.length % 2 === 1 ? upper : (upper + (chosen[middle - 1] as number)) / 2
}
