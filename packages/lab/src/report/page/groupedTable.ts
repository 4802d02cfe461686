import { type Html, html } from '../html.ts'
import { bestRows, halfWidth, type Measured, type ResultColumn, shown } from '../resultColumns.ts'

/** Rows that stand together, in which the best stand out. */
interface Group<F extends string> {
  /** Empty where there is but one group. */
  readonly title: string
  readonly rows: readonly (Measured<F> & { readonly label: string })[]
}

/** What the table shows. */
interface GroupedTable<F extends string> {
  /** Name of the region in which it scrolls. */
  readonly name: string
  readonly caption: Html
  /** Heading of the labels. */
  readonly heading: string
  readonly columns: readonly ResultColumn<F>[]
  readonly groups: readonly Group<F>[]
}

const absent = html`<span aria-hidden="true">–</span><span class="unseen">none</span>`

const body =
  <F extends string>(columns: readonly ResultColumn<F>[]) =>
  ({ title, rows }: Group<F>): Html => {
    const best = columns.map(column => bestRows(rows, column))
    const cells = (row: (typeof rows)[number]): readonly Html[] =>
      columns.map((column, position) => {
        const half = halfWidth(row, column)
        const isBest = best[position]?.has(row) ?? false
        const value = html`<span class="value">${shown(row, column) ?? absent}</span>${half === null ? null : html` <span class="half">± ${half}</span>`}`
        return html`<td${isBest ? html` class="best"` : null}>${isBest ? html`<strong>${value}<span class="unseen"> (best)</span></strong>` : value}</td>`
      })
    return html`<tbody>
${title === '' ? null : html`<tr class="group"><th scope="rowgroup" colspan="${columns.length + 1}">${title}</th></tr>\n`}${rows.map(row => html`<tr><th scope="row">${row.label}</th>${cells(row)}</tr>\n`)}</tbody>`
  }

/** Rows with their figures, one body for each group. */
export const groupedTable = <F extends string>({
  name,
  caption,
  heading,
  columns,
  groups,
}: GroupedTable<F>): Html => html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table class="results">
<caption><span>${caption}</span></caption>
<thead><tr><th scope="col" rowspan="1">${heading}</th>${columns.map(column => html`<th scope="col">${column.heading}</th>`)}</tr></thead>
${groups.map(body(columns))}
</table>
</div>`
