import { describeCurve } from '../../../report/chart/describe.ts'
import { lineChart } from '../../../report/chart/lineChart.ts'
import type { ChartPoint } from '../../../report/chart/point.ts'
import { twoSizes } from '../../../report/chart/twoSizes.ts'
import { type Html, html } from '../../../report/html.ts'
import { curveTable } from '../../../report/page/curveTable.ts'
import { type SeriesStyle, seriesStyle } from '../../../report/seriesStyle.ts'
import type { Axis, LineSeries, LinesPanel, SmallLinesPanel } from '../../panel.ts'
import { isFew, lineAxis, valueAxis } from './axes.ts'
import { columnHeading, written } from './formats.ts'
import { legend } from './legend.ts'

interface Axes {
  readonly x: Axis
  readonly y: Axis
}

/** Lines in words: where each starts, peaks and ends. */
const described = (series: readonly LineSeries[], { x, y }: Axes): string =>
  series
    .map(({ label, points }) =>
      describeCurve({ name: label, points: points.filter(isMeasured) }, written(y.format).said, at =>
        x.format === 'count' && x.label === 'epoch'
          ? `at epoch ${written(x.format).said(at)}`
          : `at ${written(x.format).tick(at)}`,
      ),
    )
    .join('; ')

const isMeasured = ({ x, mean }: ChartPoint): boolean => Number.isFinite(x) && Number.isFinite(mean)

/** A value with what it was from the lowest to the highest, where these differ. */
const cell =
  (format: (value: number) => string) =>
  ({ mean, low, high }: ChartPoint): string =>
    low === high || !Number.isFinite(low) || !Number.isFinite(high)
      ? format(mean)
      : `${format(mean)} (${format(low)} to ${format(high)})`

const table = (
  title: string,
  columns: readonly { readonly name: string; readonly points: readonly ChartPoint[] }[],
  { x, y }: Axes,
): Html =>
  curveTable({
    caption: `Figures of “${title}”: ${columnHeading(y)}`,
    xLabel: x.label,
    xFormat: written(x.format).tick,
    columns,
    cell: cell(written(y.format).cell),
  })

/** A chart of lines, and the table of its figures. */
export function linesPanel({ title, x, y, series, references }: LinesPanel): Html {
  const xs = series.flatMap(({ points }) => points.map(point => point.x))
  const compared = (references ?? []).map(
    ({ axis, at, label }) =>
      `, with a line at ${written(axis === 'x' ? x.format : y.format).tick(at)} (${label})`,
  )
  return html`${twoSizes({
    series: series.map(({ label, row, points }) => ({ label, points, ...seriesStyle(row) })),
    x: lineAxis(x, xs),
    y: valueAxis(y),
    ...(references === undefined ? {} : { references }),
    marksPoints: isFew(xs),
    alternative: `Line chart of ${y.label} over ${x.label}${compared.join('')}. ${described(series, { x, y })}.`,
  })}
${table(
  title,
  series.map(({ label, points }) => ({ name: label, points })),
  { x, y },
)}`
}

/** What clean and noisy examples look like on every page. */
const cleanAndNoisyStyles = [
  { colour: 'var(--clean)', dash: 'none' },
  { colour: 'var(--noisy)', dash: '5 3' },
] as const

/** Longer labels have no room at the end of lines in a small panel. */
const longestSmallLabel = 7

/** The range of all panels, for axes that are the same. */
function shared(axis: Axis, values: readonly number[]): Axis {
  const shown = values.filter(value => Number.isFinite(value) && (axis.scale !== 'log' || value > 0))
  if (axis.domain !== undefined || shown.length === 0) return axis
  const [low, high] = [shown.reduce((a, b) => Math.min(a, b)), shown.reduce((a, b) => Math.max(a, b))]
  if (axis.scale === 'log') return { ...axis, domain: [low / 1.1, high * 1.1] }
  const air = Math.max(0.04 * (high - low), 0.01 * Math.max(Math.abs(low), Math.abs(high)), 1e-6)
  return { ...axis, domain: [low - air, high + air] }
}

/** Small charts with the same axes beside each other, and one table of all. */
export function smallLinesPanel(panel: SmallLinesPanel): Html {
  const { x, title, panels } = panel
  const points = panels.flatMap(({ series }) => series.flatMap(line => line.points))
  const xs = points.map(point => point.x)
  const y = shared(
    panel.y,
    points.flatMap(({ mean, low, high }) => [mean, low, high]),
  )
  const style = (row: number): SeriesStyle =>
    (panel.cleanAndNoisy === true ? cleanAndNoisyStyles[row] : undefined) ?? seriesStyle(row)
  const rows = new Map(
    panels.flatMap(({ series }) => series.map(({ label, row }) => [`${row} ${label}`, { label, row }])),
  )
  const hasLabels = [...rows.values()].every(({ label }) => [...label].length <= longestSmallLabel)
  const chart = ({ title: name, series }: SmallLinesPanel['panels'][number]): Html => html`<div class="panel">
<h4>${name}</h4>
${lineChart(
  {
    series: series.map(line => ({ label: line.label, points: line.points, ...style(line.row) })),
    x: lineAxis(x, xs),
    y: valueAxis(y),
    marksPoints: isFew(xs),
    hasLabels,
    alternative: `Line chart of ${y.label} over ${x.label} for ${name}. ${described(series, { x, y })}.`,
  },
  { width: 290, height: 215, longestLabel: longestSmallLabel, className: 'small' },
)}
</div>
`
  return html`${hasLabels ? null : legend([...rows.values()].map(({ label, row }) => ({ label, style: style(row) })))}<div class="panels">
${panels.map(chart)}</div>
${table(
  title,
  panels.flatMap(({ title: name, series }) =>
    series.map(line => ({ name: `${name}, ${line.label}`, points: line.points })),
  ),
  { x, y },
)}`
}
