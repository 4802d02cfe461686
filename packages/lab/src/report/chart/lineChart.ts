import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { CurvePoint } from '../curves.ts'
import { type Html, html, markup } from '../html.ts'
import { endLabels, labelWidth } from './endLabels.ts'
import { epochTicks } from './epochTicks.ts'

/** A line of a chart. */
export interface Series {
  readonly label: string
  readonly colour: string
  /** Its dashes, as SVG has them, or `none`. */
  readonly dash: string
  readonly points: readonly CurvePoint[]
  /** Whether to mark the first highest point. */
  readonly marksPeak?: boolean
}

/** What a chart shows, whatever its size. */
export interface LineChart {
  readonly series: readonly Series[]
  readonly epochs: number
  readonly yLabel: string
  readonly yFormat: (value: number) => string
  /** Limits of the y axis; from the values if it is left out. */
  readonly yDomain?: readonly [number, number]
  /** A horizontal line to compare with, and what it stands for. */
  readonly reference?: { readonly y: number; readonly label: string }
  /** What the chart shows, in words: its text alternative. */
  readonly alternative: string
}

/** Size of a chart in CSS pixels, and the longest label beside its lines. */
export interface ChartSize {
  readonly width: number
  readonly height: number
  readonly longestLabel: number
  readonly className: string
}

/** The range of all that is drawn, with some air. */
function rangeOf({ series, reference }: LineChart): readonly [number, number] {
  const values = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]))
  if (reference !== undefined) values.push(reference.y)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const air = Math.max(0.04 * (high - low), 0.01)
  return [low - air, high + air]
}

const highest = (points: readonly CurvePoint[]): readonly CurvePoint[] => {
  const top = Math.max(...points.map(point => point.mean))
  return points.filter(point => point.mean === top).slice(0, 1)
}

/** Bands, line and dots of one series. */
function marks({ points, colour, dash, marksPeak }: Series): readonly Plot.Markish[] {
  const spreads = points.some(({ low, high }) => high > low)
  const isDot = points.length === 1
  return [
    spreads
      ? Plot.areaY(points, {
          className: 'band',
          x: 'epoch',
          y1: 'low',
          y2: 'high',
          fill: colour,
          fillOpacity: 0.18,
        })
      : null,
    Plot.lineY(points, {
      className: 'series',
      x: 'epoch',
      y: 'mean',
      stroke: colour,
      strokeWidth: 2,
      strokeDasharray: dash,
      strokeLinecap: dash === 'none' ? 'round' : 'butt',
    }),
    isDot ? Plot.dot(points, { x: 'epoch', y: 'mean', r: 4, fill: colour }) : null,
    marksPeak === true && !isDot
      ? Plot.dot(highest(points), {
          className: 'peak',
          x: 'epoch',
          y: 'mean',
          r: 4,
          fill: 'var(--surface)',
          stroke: colour,
          strokeWidth: 2,
        })
      : null,
  ]
}

const referenceMarks = ({ reference }: LineChart): readonly Plot.Markish[] =>
  reference === undefined
    ? []
    : [
        Plot.ruleY([reference.y], { className: 'reference', stroke: 'currentColor', strokeOpacity: 0.7 }),
        Plot.text([reference], {
          y: 'y',
          text: 'label',
          frameAnchor: 'left',
          textAnchor: 'start',
          lineAnchor: 'top',
          dy: 5,
          dx: 4,
        }),
      ]

/** Dashed lines are drawn over solid ones, so that of two equal curves both can be seen. */
const solidFirst = (a: Series, b: Series): number => Number(a.dash !== 'none') - Number(b.dash !== 'none')

/** Draws the chart as SVG: colours are CSS variables of the page, text has its colour. */
export function lineChart(chart: LineChart, size: ChartSize): Html {
  const { document } = parseHTML('<!doctype html><html></html>')
  const drawn = chart.series.filter(({ points }) => points.length > 0)
  const labels = drawn.map(({ label }) => label)
  const marginRight = labelWidth(labels, size.longestLabel)
  const last = Math.max(1, chart.epochs)
  const ends = drawn.map(({ label, colour, points }) => {
    const end = points.at(-1)
    return { text: label, colour, x: end?.epoch ?? last, y: end?.mean ?? 0 }
  })
  const svg = Plot.plot({
    document,
    width: size.width,
    height: size.height,
    marginTop: chart.yLabel === '' ? 10 : 30,
    marginRight,
    marginBottom: 38,
    marginLeft: 46,
    style: { fontSize: '12px' },
    x: {
      domain: last === 1 ? [0, 2] : [1, last],
      ticks: [...epochTicks(last, size.width < 500 ? 5 : 10)],
      tickFormat: (epoch: number) => String(epoch),
      label: 'epoch',
      labelArrow: 'none',
      labelAnchor: 'center',
    },
    y: {
      domain: [...(chart.yDomain ?? rangeOf(chart))],
      nice: chart.yDomain === undefined,
      ticks: size.height < 250 ? 3 : 6,
      tickFormat: chart.yFormat,
      tickSize: 0,
      label: chart.yLabel,
      labelArrow: 'none',
      grid: true,
    },
    marks: [
      ...referenceMarks(chart),
      ...[...drawn].sort(solidFirst).flatMap(marks),
      endLabels(ends, size.longestLabel),
    ],
  })
  // The page has its own style for charts; Plot's would be repeated in each.
  svg.querySelector('style')?.remove()
  svg.setAttribute('class', `chart ${size.className}`)
  svg.setAttribute('role', 'img')
  // linkedom leaves `&` and `<` in attributes as they are, so the one that holds foreign text is written here.
  return markup(svg.outerHTML.replace('<svg', () => html`<svg aria-label="${chart.alternative}"`.html))
}
