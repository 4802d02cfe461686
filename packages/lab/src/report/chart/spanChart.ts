import * as Plot from '@observablehq/plot'
import { cutToWidth } from '../displayWidth.ts'
import type { Html } from '../html.ts'
import { type ChartSize, draw } from './draw.ts'
import { labelWidth } from './endLabels.ts'

/** From where to where a rule went. */
export interface Span {
  readonly label: string
  /** Best of any epoch, in [0, 1]. */
  readonly peak: number
  /** After the last epoch, in [0, 1]. */
  readonly final: number
}

/** What the chart shows, whatever its size. */
export interface SpanChart {
  readonly spans: readonly Span[]
  /** Limits of the axis, the same for charts that stand together. */
  readonly domain: readonly [number, number]
  readonly xLabel: string
  readonly xFormat: (value: number) => string
  /** What the chart shows, in words. */
  readonly alternative: string
}

const rowHeight = 24

/** A row for each rule, a ring at its peak, a dot at its end and a line between: the longer, the more is lost. */
export function spanChart({ spans, domain, ...chart }: SpanChart, size: Omit<ChartSize, 'height'>): Html {
  // Two rules of one name are two rows.
  const rows = spans.map((span, index) => ({ ...span, row: String(index) }))
  const labels = spans.map(({ label }) => cutToWidth(label, size.longestLabel))
  const marginLeft = labelWidth(labels, size.longestLabel)
  return draw(
    {
      width: size.width,
      height: 54 + rowHeight * rows.length,
      marginTop: 8,
      marginRight: 16,
      marginBottom: 38,
      marginLeft,
      x: {
        domain: [...domain],
        nice: true,
        ticks: size.width < 500 ? 4 : 8,
        tickFormat: chart.xFormat,
        label: chart.xLabel,
        labelArrow: 'none',
        labelAnchor: 'center',
        grid: true,
      },
      y: {
        domain: rows.map(({ row }) => row),
        tickFormat: (row: string) => labels[Number(row)] ?? '',
        tickSize: 0,
        label: null,
      },
      marks: [
        Plot.ruleY(rows, { y: 'row', x1: 'final', x2: 'peak', stroke: 'var(--noisy)', strokeWidth: 3 }),
        Plot.dot(rows, { y: 'row', x: 'final', r: 4.5, fill: 'var(--noisy)' }),
        Plot.dot(rows, {
          y: 'row',
          x: 'peak',
          r: 4.5,
          fill: 'var(--surface)',
          stroke: 'var(--clean)',
          strokeWidth: 2,
        }),
      ],
    },
    size.className,
    chart.alternative,
  )
}
