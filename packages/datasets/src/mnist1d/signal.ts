/** `numpy.linspace(start, stop, n)` */
export function linspace(start: number, stop: number, n: number): Float64Array {
  const step = (stop - start) / (n - 1)
  const points = Float64Array.from({ length: n }, (_, index) => index * step + start)
  points[n - 1] = stop
  return points
}

/**
 * Values on an even grid over [0, 1], read off a grid of n points by straight lines, in the order of operations of
 * `numpy.interp`: whether a padded zero stays exactly 0 decides which noise it gets.
 */
export function interpolate(values: Float64Array, n: number): Float64Array {
  const from = linspace(0, 1, values.length)
  let left = 0
  return linspace(0, 1, n).map(x => {
    while (left < from.length - 1 && (from[left + 1] as number) <= x) left++
    const [x0, y0] = [from[left] as number, values[left] as number]
    if (left === from.length - 1 || x === x0) return y0
    const slope = ((values[left + 1] as number) - y0) / ((from[left + 1] as number) - x0)
    return slope * (x - x0) + y0
  })
}

const RADIUS = 8 // four standard deviations of 2
const bell = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, at) =>
  Math.exp((-0.5 / 4) * (at - RADIUS) ** 2),
)
const area = bell.reduce((sum, weight) => sum + weight, 0)

/** `scipy.ndimage.gaussian_filter(values, 2)`: the signal is mirrored at its ends, the end points twice. */
export function smooth(values: Float64Array): Float64Array {
  const { length } = values
  const mirrored = (at: number): number => {
    const turn = ((at % (2 * length)) + 2 * length) % (2 * length)
    return values[turn < length ? turn : 2 * length - 1 - turn] as number
  }
  return values.map((_, at) => {
    let sum = 0
    for (let k = -RADIUS; k <= RADIUS; k++) sum += ((bell[k + RADIUS] as number) / area) * mirrored(at + k)
    return sum
  })
}
