/** The mean of independent draws. */
export interface Estimate {
  readonly mean: number
  /** Standard deviation of the draws over √n; NaN of one draw. */
  readonly standardError: number
  /** The draws. */
  readonly samples: readonly number[]
}

/** The mean with its standard error. */
export function estimate(samples: readonly number[]): Estimate {
  const n = samples.length
  const mean = samples.reduce((sum, value) => sum + value, 0) / n
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return { mean, standardError: Math.sqrt(variance / n), samples }
}
