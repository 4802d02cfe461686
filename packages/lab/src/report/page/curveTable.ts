import type { ChartPoint } from '../chart/point.ts'
import type { Curve } from '../curves.ts'
import { type Html, html } from '../html.ts'
import { figuresTable } from './figuresTable.ts'

const absent = html`<span aria-hidden="true">–</span><span class="unseen">not measured</span>`

/** What the table shows. */
interface CurveTable {
  readonly caption: string
  /** Heading of the first column. */
  readonly xLabel: string
  readonly xFormat: (x: number) => string
  readonly columns: readonly Pick<Curve, 'name' | 'points'>[]
  readonly cell: (point: ChartPoint) => string
}

/** The figures of a line chart as a table that can be opened: what a chart says to those who can't see it. */
export function curveTable({ caption, xLabel, xFormat, columns, cell }: CurveTable): Html {
  const byX = columns.map(({ points }) => new Map(points.map(point => [point.x, point] as const)))
  const xs = [...new Set(columns.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const shown = (point: ChartPoint | undefined): Html =>
    html`<td>${point === undefined ? absent : cell(point)}</td>`
  return figuresTable(
    caption,
    html`<thead><tr><th scope="col">${xLabel}</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${xs.map(x => html`<tr><th scope="row">${xFormat(x)}</th>${byX.map(points => shown(points.get(x)))}</tr>\n`)}</tbody>`,
  )
}
