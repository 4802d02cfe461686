import { scatterChart } from '../../../report/chart/scatterChart.ts'
import { shapeOf } from '../../../report/chart/shapes.ts'
import { count, counted } from '../../../report/format.ts'
import { type Html, html } from '../../../report/html.ts'
import { figuresTable } from '../../../report/page/figuresTable.ts'
import { seriesStyle } from '../../../report/seriesStyle.ts'
import type { Axis, ScatterPanel } from '../../panel.ts'
import { valueAxis } from './axes.ts'
import { columnHeading, written } from './formats.ts'
import { legend } from './legend.ts'

/** From where to where a group reaches. */
function range({ label, format }: Axis, values: readonly number[]): string {
  const shown = values.filter(Number.isFinite)
  const { said } = written(format)
  if (shown.length === 0) return `${label} not measured`
  return `${label} ${said(shown.reduce((a, b) => Math.min(a, b)))} to ${said(shown.reduce((a, b) => Math.max(a, b)))}`
}

/** A chart of dots, and the table of their figures. */
export function scatterPanel({ title, x, y, groups }: ScatterPanel): Html {
  const chart = {
    groups: groups.map(({ row, points }) => ({
      colour: seriesStyle(row).colour,
      shape: shapeOf(row),
      points,
    })),
    x: valueAxis(x),
    y: valueAxis(y),
    alternative: `Scatter chart of ${y.label} against ${x.label}. ${groups
      .map(
        ({ label, points }) =>
          `${label}, ${counted(points.length, 'dot')}: ${range(
            x,
            points.map(point => point.x),
          )}, ${range(
            y,
            points.map(point => point.y),
          )}`,
      )
      .join('; ')}.`,
  }
  const entries = groups.map(({ label, row, points }) => ({
    label: `${label} (${count(points.length)})`,
    style: { colour: seriesStyle(row).colour, shape: shapeOf(row) },
  }))
  return html`${legend(entries)}${scatterChart(chart, { width: 800, height: 460, longestLabel: 24, className: 'wide' })}
${scatterChart(chart, { width: 350, height: 340, longestLabel: 17, className: 'narrow' })}
${figuresTable(
  `Figures of “${title}”`,
  html`<thead><tr><th scope="col">dot</th><th scope="col">group</th><th scope="col">${columnHeading(x)}</th><th scope="col">${columnHeading(y)}</th></tr></thead>
<tbody>
${groups.map(({ label, points }) => points.map((point, index) => html`<tr><th scope="row">${point.label === '' ? index + 1 : point.label}</th><td>${label}</td><td>${written(x.format).cell(point.x)}</td><td>${written(y.format).cell(point.y)}</td></tr>\n`))}</tbody>`,
)}`
}
