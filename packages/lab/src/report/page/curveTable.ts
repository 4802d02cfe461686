import type { Curve, CurvePoint } from '../curves.ts'
import { type Html, html } from '../html.ts'

const absent = html`<span aria-hidden="true">–</span><span class="unseen">not measured</span>`

/** The figures of a chart as a table that can be opened: what a chart says to those who can't see it. */
export function curveTable(
  caption: string,
  columns: readonly Pick<Curve, 'name' | 'points'>[],
  format: (value: number) => string,
): Html {
  const byEpoch = columns.map(({ points }) => new Map(points.map(point => [point.epoch, point] as const)))
  const epochs = [...new Set(columns.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort(
    (a, b) => a - b,
  )
  const cell = (point: CurvePoint | undefined): Html =>
    html`<td>${point === undefined ? absent : format(point.mean)}</td>`
  return html`<details class="figures">
<summary>The figures of this chart</summary>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr><th scope="col">epoch</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${epochs.map(epoch => html`<tr><th scope="row">${epoch}</th>${byEpoch.map(points => cell(points.get(epoch)))}</tr>\n`)}</tbody>
</table>
</div>
</details>`
}
