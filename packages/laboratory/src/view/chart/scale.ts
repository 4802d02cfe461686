/** Where values lie on an axis, from 0 to 1, and the values to mark on it. */
export interface Scale {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** Shares, from 0 to 1. */
export const shareScale: Scale = { at: value => value, ticks: [0, 0.25, 0.5, 0.75, 1] }

/** A round number of 1, 2 or 5 times a power of ten, at least `value`. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const digit = [1, 2, 5, 10].find(candidate => candidate * power >= value) ?? 10
  return digit * power
}

/** From 0 to `last`, with about five ticks. */
export function stepScale(last: number): Scale {
  const end = Math.max(1, last)
  const every = Math.max(1, roundUp(end / 5))
  const ticks = Array.from({ length: Math.floor(end / every) + 1 }, (_, index) => index * every)
  return { at: value => value / end, ticks }
}

/**
 * Ratios around 1, as powers: twice as much is as far from 1 as half as much.
 *
 * @param values what has to fit; at least from 0.9 to 1.5 does
 */
export function ratioScale(values: readonly number[]): Scale {
  const low = Math.min(0.9, ...values)
  const high = Math.max(1.5, ...values)
  const span = Math.log(high) - Math.log(low)
  const candidates = high < 3 ? [1, 1.25, 1.5, 2, 2.5] : [1, 2, 5, 10, 20, 50, 100, 1000, 10_000]
  const fits = candidates.filter(tick => tick <= high)
  const ticks = fits.length <= 5 ? fits : fits.filter((_, index) => index % 2 === 0)
  return { at: value => (Math.log(value) - Math.log(low)) / span, ticks }
}
