import { type Html, html } from '../html.ts'
import { bestRows, halfWidth, resultColumns, shown } from '../resultColumns.ts'
import type { ComparedGroup } from './comparedRun.ts'

const absent = html`<span aria-hidden="true">–</span><span class="unseen">none</span>`

function body({ title, rows }: ComparedGroup): Html {
  const best = resultColumns.map(column => bestRows(rows, column))
  const cells = (row: (typeof rows)[number]): readonly Html[] =>
    resultColumns.map((column, position) => {
      const half = halfWidth(row, column)
      const isBest = best[position]?.has(row) ?? false
      const value = html`<span class="value">${shown(row, column) ?? absent}</span>${half === null ? null : html` <span class="half">± ${half}</span>`}`
      return html`<td${isBest ? html` class="best"` : null}>${isBest ? html`<strong>${value}<span class="unseen"> (best)</span></strong>` : value}</td>`
    })
  return html`<tbody>
${title === '' ? null : html`<tr class="group"><th scope="rowgroup" colspan="${resultColumns.length + 1}">${title}</th></tr>\n`}${rows.map(row => html`<tr><th scope="row">${row.label}</th>${cells(row)}</tr>\n`)}</tbody>`
}

/** The rows of all runs, one body for each setting, in which the best stand out. */
export const comparisonTable = (
  groups: readonly ComparedGroup[],
): Html => html`<div class="scroll" role="region" aria-label="Results" tabindex="0">
<table class="results">
<caption><span>Accuracies in percent, means over the seeds, ± half the width of the 95 % interval where there are several. In each setting the best of a column is <strong>bold and starred</strong>; peak is chosen on the test set, selected on noisy validation examples.</span></caption>
<thead><tr><th scope="col" rowspan="1">rule</th>${resultColumns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}</tr></thead>
${groups.map(body)}
</table>
</div>`
