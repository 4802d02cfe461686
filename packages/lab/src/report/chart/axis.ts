import type * as Plot from '@observablehq/plot'

/** What an axis measures. */
export interface ChartAxis {
  /** Empty for none. */
  readonly label: string
  readonly format: (value: number) => string
  /** Default linear. */
  readonly scale?: 'linear' | 'log'
  /** Limits; from the values if left out. */
  readonly domain?: readonly [number, number]
  /** The values to mark, about so many; round ones if left out. */
  readonly ticks?: (most: number) => readonly number[]
}

/** Whether the axis can show a value: a logarithm takes positive ones alone. */
export const canShow = ({ scale }: ChartAxis, value: number): boolean =>
  Number.isFinite(value) && (scale !== 'log' || value > 0)

/** The range of what is drawn, with some air; around a single value too. */
export function domainOf(axis: ChartAxis, values: readonly number[]): readonly [number, number] {
  if (axis.domain !== undefined) return axis.domain
  const shown = values.filter(value => canShow(axis, value))
  if (shown.length === 0) return axis.scale === 'log' ? [1, 10] : [0, 1]
  const low = shown.reduce((a, b) => Math.min(a, b))
  const high = shown.reduce((a, b) => Math.max(a, b))
  if (axis.scale === 'log') {
    const air = Math.max((high / low) ** 0.04, 1.05)
    return [low / air, high * air]
  }
  // Of one value the air is a part; of none, anything.
  const air = Math.max(
    0.04 * (high - low),
    1e-9 + 0.01 * Math.min(1, Math.max(Math.abs(low), Math.abs(high))),
  )
  // What is never negative has no room below zero.
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air]
}

/** Round values on a logarithmic axis: powers of ten, and 2 and 5 of each where there is room. */
function logTicks([low, high]: readonly [number, number], most: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const within = (factors: readonly number[]): readonly number[] =>
    powers
      .flatMap(power => factors.map(factor => Number(`${factor}e${power}`)))
      .filter(value => value >= low && value <= high)
  const found = [[1, 2, 5], [1, 3], [1]].map(within).find(ticks => ticks.length <= most)
  if (found !== undefined && found.length > 1) return found
  const all = within([1])
  const step = Math.ceil(all.length / Math.max(1, most))
  return all.length > 1 ? all.filter((_, index) => index % step === 0) : within([1, 2, 3, 4, 5, 6, 7, 8, 9])
}

/** The axis as Plot takes it. */
export function scaleOf(
  axis: ChartAxis,
  values: readonly number[],
  most: number,
): Plot.ScaleOptions & { readonly ticks: number | number[] } {
  const domain = domainOf(axis, values)
  const isLog = axis.scale === 'log'
  const ticks = axis.ticks?.(most) ?? (isLog ? logTicks(domain, most) : undefined)
  return {
    type: isLog ? 'log' : 'linear',
    // With a whole base d3 hides the labels of ticks that are far from a power of it.
    ...(isLog ? { base: 1.9 } : {}),
    domain: [...domain],
    nice: axis.domain === undefined && ticks === undefined,
    ticks: ticks === undefined ? most : [...ticks],
    tickFormat: axis.format,
    label: axis.label === '' ? null : axis.label,
    labelArrow: 'none',
  }
}
