/** How often the largest and the smallest may be brought within bounds before all are, at once. */
const PASSES = 1000

const ROUNDING = 1e-12

/** Bounds of each share. */
interface Bounds {
  readonly least: number
  readonly most: number
}

/** Whether n numbers within these bounds can sum to m. */
export const possible = (n: number, total: number, { least, most }: Bounds): boolean =>
  n * least <= total + ROUNDING && total <= n * most + ROUNDING

const indexOf = (values: readonly number[], best: (a: number, b: number) => boolean): number =>
  values.reduce((found, value, i) => (best(value, values[found] as number) ? i : found), 0)
const smallest = (values: readonly number[]): number => indexOf(values, (a, b) => a < b)
const largest = (values: readonly number[]): number => indexOf(values, (a, b) => a > b)

/** Moves what exceeds a bound to those that have room, each in proportion to its own. */
function level(shares: readonly number[], { least, most }: Bounds): number[] {
  const levelled =
    (bound: (share: number) => number, room: (share: number) => number) => (values: readonly number[]) => {
      const excess = values.reduce((sum, share) => sum + share - bound(share), 0)
      const rooms = values.map(share => room(bound(share)))
      const total = rooms.reduce((sum, room) => sum + room, 0)
      return values.map(
        (share, i) => bound(share) + (total === 0 ? 0 : (excess * (rooms[i] as number)) / total),
      )
    }
  const capped = levelled(
    share => Math.min(share, most),
    share => most - share,
  )(shares)
  return levelled(
    share => Math.max(share, least),
    share => share - least,
  )(capped)
}

/**
 * n random numbers within bounds that sum to m: the gaps between sorted uniform draws, which are uniform on the
 * simplex; then the largest, where it is too large, hands what it has too much of to the smallest, and the smallest
 * takes from the largest what it lacks. (So does cleanlab's `generate_n_rand_probabilities_that_sum_to_m`.)
 */
export function sharesOf(n: number, total: number, { least, most }: Bounds, draw: () => number): number[] {
  if (n === 0) return []
  const cuts = Array.from({ length: n - 1 }, draw).sort((a, b) => a - b)
  const shares = Array.from(
    { length: n },
    (_, i) => total * ((cuts[i] ?? 1) - (i === 0 ? 0 : (cuts[i - 1] as number))),
  )
  for (let pass = 0; pass < PASSES; pass++) {
    const [low, high] = [smallest(shares), largest(shares)]
    const [min, max] = [shares[low] as number, shares[high] as number]
    if (max > most) {
      const raised = min + (max - most)
      const given = (most - raised) * draw() // else the largest would always be the bound itself
      shares[low] = raised + given
      shares[high] = most - given
    } else if (min < least) {
      const lowered = max - (least - min)
      const given = (lowered - least) * draw()
      shares[high] = lowered - given
      shares[low] = least + given
    } else return shares
  }
  return level(shares, { least, most })
}
