import type { ChartPoint } from '../chart/point.ts'
import type { Curve } from '../curves.ts'
import { type Html, html } from '../html.ts'

const absent = html`<span aria-hidden="true">–</span><span class="unseen">not measured</span>`

/** The figures of a chart as a table that can be opened: what a chart says to those who can't see it. */
export function curveTable(
  caption: string,
  xLabel: string,
  columns: readonly Pick<Curve, 'name' | 'points'>[],
  format: (value: number) => string,
  xFormat: (value: number) => string = String,
): Html {
  const byX = columns.map(({ points }) => new Map(points.map(point => [point.x, point] as const)))
  const xs = [...new Set(columns.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const cell = (point: ChartPoint | undefined): Html =>
    html`<td>${point === undefined ? absent : format(point.mean)}</td>`
  return html`<details class="figures">
<summary>The figures of this chart</summary>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">${xLabel}</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${xs.map(x => html`<tr><th scope="row">${xFormat(x)}</th>${byX.map(points => cell(points.get(x)))}</tr>\n`)}</tbody>
</table>
</div>
</details>`
}
