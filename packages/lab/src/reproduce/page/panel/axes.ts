import { type ChartAxis, canShow } from '../../../report/chart/axis.ts'
import { epochTicks } from '../../../report/chart/epochTicks.ts'
import type { Axis } from '../../panel.ts'
import { written } from './formats.ts'

/** At so few values of x each is measured by itself, and marked on the axis; more are a curve. */
const few = 8

const distinct = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)

/** Whether lines over these values of x are to show each point. */
export const isFew = (xs: readonly number[]): boolean => distinct(xs).length <= few

/** Those of the values that keep their distance on an axis with room for so many. */
function apart(axis: Axis, values: readonly number[], most: number): readonly number[] {
  const place = (value: number): number => (axis.scale === 'log' ? Math.log(value) : value)
  const [first = 0, last = 0] = [values[0], values.at(-1)].map(value => place(value ?? 0))
  const gap = (last - first) / (1.4 * most)
  const kept: number[] = []
  for (const value of values) {
    const before = kept.at(-1)
    if (before === undefined || place(value) - place(before) >= gap) kept.push(value)
  }
  return kept
}

/** Limits with some air on either side, for dots at the ends. */
function aired(axis: Axis, values: readonly number[]): readonly [number, number] {
  const [low = 0, high = 1] = [values[0], values.at(-1)]
  if (axis.scale === 'log') {
    const air = low === high ? 2 : (high / low) ** 0.05
    return [low / air, high * air]
  }
  const air = low === high ? Math.max(1, Math.abs(low)) / 2 : 0.05 * (high - low)
  return [low - air, high + air]
}

/** The axis of values as a chart takes it. */
export const valueAxis = (axis: Axis): ChartAxis => ({ ...axis, format: written(axis.format).tick })

/** The axis that lines run along: few values are marked each, epochs from the first to the last. */
export function lineAxis(axis: Axis, xs: readonly number[]): ChartAxis {
  const plain = valueAxis(axis)
  const values = distinct(xs.filter(x => canShow(plain, x)))
  const last = values.at(-1)
  if (last === undefined) return plain
  if (isFew(values)) {
    return {
      ...plain,
      domain: axis.domain ?? aired(axis, values),
      ticks: most => apart(axis, values, most),
    }
  }
  if (axis.format === 'count' && axis.scale !== 'log' && axis.domain === undefined && values[0] === 1) {
    return { ...plain, domain: [1, last], ticks: most => epochTicks(last, most) }
  }
  return plain
}
