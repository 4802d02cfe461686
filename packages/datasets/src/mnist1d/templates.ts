/** The ten digits as strokes of twelve points, as they stand in the package mnist1d. */
const strokes: readonly (readonly number[])[] = [
  [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
  [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
  [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
  [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
  [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
  [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
  [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
  [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
]

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] as number
  return sum / values.length
}

/** Mean and (population) standard deviation. */
export function moments(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  const mean = meanOf(values)
  const squares = Float64Array.from(values, value => (value - mean) ** 2)
  return { mean, deviation: Math.sqrt(meanOf(squares)) }
}

/** Whitened, begun at 0, a sixth as high. */
export const templates: readonly Float64Array[] = strokes.map(stroke => {
  const { mean, deviation } = moments(stroke)
  const white = stroke.map(height => (height - mean) / deviation)
  return Float64Array.from(white, height => (height - (white[0] as number)) / 6)
})
