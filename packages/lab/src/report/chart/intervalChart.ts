import * as Plot from '@observablehq/plot'
import { cutToWidth } from '../displayWidth.ts'
import type { Html } from '../html.ts'
import { type ChartAxis, canShow, scaleOf } from './axis.ts'
import { type ChartSize, draw } from './draw.ts'
import { labelWidth } from './endLabels.ts'
import { referenceLabel, referenceLine } from './reference.ts'

/** A value with its interval. */
export interface IntervalRow {
  readonly label: string
  readonly colour: string
  readonly mean: number
  readonly low: number
  readonly high: number
  /** The value and its interval, written. */
  readonly text: string
}

/** What the chart shows, whatever its size. */
export interface IntervalChart {
  readonly groups: readonly { readonly title: string; readonly rows: readonly IntervalRow[] }[]
  readonly x: ChartAxis
  readonly reference?: { readonly at: number; readonly label: string }
  /** What the chart shows, in words. */
  readonly alternative: string
}

const heights = { row: 24, labelledRow: 38, title: 30 } as const

/** Rows and titles with the height at which each stands. */
function placed({ groups }: IntervalChart, rowHeight: number, top: number) {
  let at = top
  const titles: { at: number; text: string }[] = []
  const rows: (IntervalRow & { at: number })[] = []
  for (const { title, rows: members } of groups) {
    if (title !== '') {
      titles.push({ at: at + heights.title - 12, text: title })
      at += heights.title
    }
    for (const row of members) {
      rows.push({ ...row, at: at + rowHeight - 12 })
      at += rowHeight
    }
  }
  return { titles, rows, bottom: at }
}

/**
 * A dot with its interval for each row, in groups. Where there is room the label stands before it and its value behind
 * it; on a narrow page both stand above.
 */
export function intervalChart(chart: IntervalChart, size: Omit<ChartSize, 'height'>): Html {
  const isNarrow = size.width < 500
  const marginTop = chart.reference === undefined ? 8 : 26
  const { titles, rows, bottom } = placed(chart, isNarrow ? heights.labelledRow : heights.row, marginTop)
  const label = (text: string): string => cutToWidth(text, size.longestLabel)
  const marginLeft = isNarrow
    ? 12
    : labelWidth(
        rows.map(row => label(row.label)),
        size.longestLabel,
      )
  const marginRight = isNarrow
    ? 12
    : labelWidth(
        rows.map(({ text }) => text),
        40,
      )
  const shown = rows.filter(({ mean }) => canShow(chart.x, mean))
  const spans = shown.filter(({ low, high }) => high > low && canShow(chart.x, low) && canShow(chart.x, high))
  const values = [
    ...shown.map(({ mean }) => mean),
    ...spans.flatMap(({ low, high }) => [low, high]),
    ...(chart.reference === undefined ? [] : [chart.reference.at]),
  ]
  const left = { frameAnchor: 'left', textAnchor: 'start', y: 'at', dx: 2 - marginLeft } as const
  const right = { frameAnchor: 'right', textAnchor: 'end', y: 'at', dx: marginRight - 2 } as const
  const dy = isNarrow ? -15 : 0
  return draw(
    {
      width: size.width,
      height: bottom + 44,
      marginTop,
      marginRight,
      marginBottom: 38,
      marginLeft,
      x: { ...scaleOf(chart.x, values, isNarrow ? 4 : 7), labelAnchor: 'center', grid: true },
      y: { type: 'identity', axis: null },
      marks: [
        chart.reference === undefined ? null : referenceLine({ axis: 'x', ...chart.reference }),
        chart.reference === undefined ? null : referenceLabel({ axis: 'x', ...chart.reference }, true),
        Plot.text(titles, { ...left, text: 'text', fontWeight: 600, fill: 'var(--ink)' }),
        Plot.text(rows, { ...left, text: ({ label: text }: IntervalRow) => label(text), dy }),
        Plot.text(rows, { ...right, text: 'text', dy }),
        Plot.ruleY(spans, {
          className: 'interval',
          y: 'at',
          x1: 'low',
          x2: 'high',
          stroke: 'colour',
          strokeWidth: 2.5,
        }),
        Plot.dot(shown, { className: 'estimate', y: 'at', x: 'mean', r: 4.5, fill: 'colour' }),
      ],
      color: { type: 'identity' },
    },
    size.className,
    chart.alternative,
  )
}
