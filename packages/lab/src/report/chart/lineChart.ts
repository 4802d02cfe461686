import * as Plot from '@observablehq/plot'
import type { Html } from '../html.ts'
import { type ChartAxis, canShow, scaleOf } from './axis.ts'
import { type ChartSize, draw } from './draw.ts'
import { endLabels, labelWidth } from './endLabels.ts'
import type { ChartPoint } from './point.ts'
import { type Reference, referenceLabel, referenceLine } from './reference.ts'

/** A line of a chart. */
export interface Series {
  readonly label: string
  readonly colour: string
  /** Its dashes, as SVG has them, or `none`. */
  readonly dash: string
  readonly points: readonly ChartPoint[]
  /** Whether to mark the first highest point. */
  readonly marksPeak?: boolean
}

/** What a chart shows, whatever its size. */
export interface LineChart {
  readonly series: readonly Series[]
  readonly x: ChartAxis
  readonly y: ChartAxis
  /** Lines across to compare with. */
  readonly references?: readonly Reference[]
  /** Whether each point is measured by itself: dots and whiskers instead of bands. */
  readonly marksPoints?: boolean
  /** Whether lines have their labels at their ends; default true. */
  readonly hasLabels?: boolean
  /** What the chart shows, in words: its text alternative. */
  readonly alternative: string
}

const highest = (points: readonly ChartPoint[]): readonly ChartPoint[] => {
  const top = Math.max(...points.map(point => point.mean))
  return points.filter(point => point.mean === top).slice(0, 1)
}

/** Whiskers of lines that share their x stand beside each other, this far apart and no further than that. */
const besides = { gap: 4, most: 12 } as const

/** Where the whiskers of the line in the given place stand beside x, in pixels. */
const beside = (place: number, count: number): number =>
  count < 2 ? 0 : (place - (count - 1) / 2) * Math.min(besides.gap, besides.most / (count - 1))

/** A line, and how far its points stand beside their x in pixels. */
interface Placed extends Series {
  readonly dx: number
}

/** Bands or whiskers, line and dots of one series. */
const marks =
  (chart: LineChart) =>
  ({ points, colour, dash, marksPeak, dx: aside }: Placed): readonly Plot.Markish[] => {
    const spreads = points.some(({ low, high }) => high > low)
    const isDot = points.length === 1
    const whiskers = chart.marksPoints === true || isDot
    const dx = chart.marksPoints === true && spreads ? aside : 0
    return [
      spreads && !whiskers
        ? Plot.areaY(points, {
            className: 'band',
            x: 'x',
            y1: 'low',
            y2: 'high',
            fill: colour,
            fillOpacity: 0.18,
          })
        : null,
      spreads && whiskers
        ? Plot.ruleX(points, {
            className: 'whisker',
            x: 'x',
            y1: 'low',
            y2: 'high',
            stroke: colour,
            strokeWidth: 1.5,
            dx,
          })
        : null,
      Plot.lineY(points, {
        className: 'series',
        x: 'x',
        y: 'mean',
        stroke: colour,
        strokeWidth: 2,
        strokeDasharray: dash,
        strokeLinecap: dash === 'none' ? 'round' : 'butt',
        dx,
      }),
      whiskers ? Plot.dot(points, { x: 'x', y: 'mean', r: isDot ? 4 : 3, fill: colour, dx }) : null,
      marksPeak === true && !isDot
        ? Plot.dot(highest(points), {
            className: 'peak',
            x: 'x',
            y: 'mean',
            r: 4,
            fill: 'var(--surface)',
            stroke: colour,
            strokeWidth: 2,
          })
        : null,
    ]
  }

/** Dashed lines are drawn over solid ones, so that of two equal curves both can be seen. */
const solidFirst = (a: Series, b: Series): number => Number(a.dash !== 'none') - Number(b.dash !== 'none')

/** Draws the chart; points that its axes can't show are left out. */
export function lineChart(chart: LineChart, size: ChartSize): Html {
  const { x, y, references = [], hasLabels = true } = chart
  const drawn = chart.series
    .map(series => ({
      ...series,
      points: series.points
        .filter(point => canShow(x, point.x) && canShow(y, point.mean))
        .map(({ low, high, ...point }) => ({
          ...point,
          low: canShow(y, low) ? low : point.mean,
          high: canShow(y, high) ? high : point.mean,
        })),
    }))
    .filter(({ points }) => points.length > 0)
  const ends = hasLabels
    ? drawn.map(({ label, colour, points }) => {
        const end = points.at(-1)
        return { text: label, colour, x: end?.x ?? 0, y: end?.mean ?? 0 }
      })
    : []
  const labels = ends.map(({ text }) => text)
  const points = drawn.flatMap(series => series.points)
  const at = (axis: 'x' | 'y'): readonly number[] =>
    references.filter(reference => reference.axis === axis).map(reference => reference.at)
  const xs = [...points.map(point => point.x), ...at('x')]
  const ys = [...points.flatMap(({ mean, low, high }) => [mean, low, high]), ...at('y')]
  const yScale = scaleOf(y, ys, size.height < 250 ? 3 : 6)
  return draw(
    {
      width: size.width,
      height: size.height,
      marginTop: y.label === '' ? 10 : 30,
      marginRight: hasLabels ? labelWidth(labels, size.longestLabel) : 14,
      marginBottom: 38,
      marginLeft: 46,
      x: { ...scaleOf(x, xs, size.width < 500 ? 5 : 10), labelAnchor: 'center' },
      y: { ...yScale, tickSize: 0, grid: true },
      marks: [
        ...references.map(referenceLine),
        ...drawn
          .map((series, place) => ({ ...series, dx: beside(place, drawn.length) }))
          .toSorted(solidFirst)
          .flatMap(marks(chart)),
        ...references.map(reference => referenceLabel(reference)),
        endLabels(ends, size.longestLabel),
      ],
    },
    size.className,
    chart.alternative,
  )
}
