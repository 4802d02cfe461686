import { type Html, html } from '../../../report/html.ts'
import type { TablePanel } from '../../panel.ts'
import { columnHeading, written } from './formats.ts'

type Column = TablePanel['columns'][number]

const heading = ({ label, format }: Column): string =>
  format === 'text' ? label : columnHeading({ label, format })

const absent = html`<span aria-hidden="true">–</span><span class="unseen">none</span>`

function content(value: string | number | null | undefined, { format }: Column): string | Html {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    return absent
  }
  return typeof value === 'string' ? value : format === 'text' ? String(value) : written(format).cell(value)
}

/** The table itself; the first column names the row. */
export const tablePanel = ({ title, columns, rows }: TablePanel): Html => {
  const kind = ({ format }: Column): Html | null => (format === 'text' ? html` class="text"` : null)
  return html`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
<table class="plain">
<thead><tr>${columns.map(column => html`<th scope="col"${kind(column)}>${heading(column)}</th>`)}</tr></thead>
<tbody>
${rows.map(
  row =>
    html`<tr>${columns.map((column, index) =>
      index === 0
        ? html`<th scope="row"${kind(column)}>${content(row[index], column)}</th>`
        : html`<td${kind(column)}>${content(row[index], column)}</td>`,
    )}</tr>\n`,
)}</tbody>
</table>
</div>`
}
