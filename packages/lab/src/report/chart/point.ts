/** A value over x: its mean, and the lowest and highest that belong to it. */
export interface ChartPoint {
  readonly x: number
  readonly mean: number
  readonly low: number
  readonly high: number
}
