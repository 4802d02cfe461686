import { percentNumber } from '../../report/format.ts'
import { type Html, html } from '../../report/html.ts'

/** Classes up to which every cell of the matrix stands in the table. */
const mostClasses = 30

interface Wrong {
  readonly name: string
  readonly share: number
}

/** The class that took the most of a row's labels, besides its own. */
function largestWrong(row: readonly number[], own: number, names: readonly string[]): Wrong | undefined {
  const best = row.reduce(
    (best, share, label) => (label !== own && share > (row[best] ?? 0) ? label : best),
    own,
  )
  return best === own ? undefined : { name: names[best] ?? '', share: row[best] ?? 0 }
}

/** For each class what was kept and where most of the rest went. */
function summaryTable(matrix: readonly (readonly number[])[], names: readonly string[]): Html {
  return html`<table>
<caption>Of each true class: percent of labels kept, and the wrong label given most often</caption>
<thead><tr><th scope="col">true class</th><th scope="col">kept</th><th scope="col">most often wrong as</th><th scope="col">percent</th></tr></thead>
<tbody>
${matrix.map((row, clean) => {
  const wrong = largestWrong(row, clean, names)
  return html`<tr><th scope="row">${names[clean] ?? ''}</th><td>${percentNumber(row[clean] ?? 0)}</td><td>${wrong?.name ?? '–'}</td><td>${wrong === undefined ? '–' : percentNumber(wrong.share)}</td></tr>\n`
})}</tbody>
</table>`
}

function wholeTable(matrix: readonly (readonly number[])[], names: readonly string[]): Html {
  return html`<table>
<caption>Percent of each true class (row) that has each label (column)</caption>
<thead><tr><th scope="col">true class</th>${names.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${matrix.map(
  (row, clean) =>
    html`<tr><th scope="row">${names[clean] ?? ''}</th>${row.map(share => html`<td>${percentNumber(share)}</td>`)}</tr>\n`,
)}</tbody>
</table>`
}

/** The figures of a heat map, as a table that can be opened. */
export const matrixTable = (
  matrix: readonly (readonly number[])[],
  names: readonly string[],
): Html => html`<details class="figures">
<summary>The figures of this map</summary>
<div class="scroll" role="region" aria-label="Figures of the map" tabindex="0">
${(names.length > mostClasses ? summaryTable : wholeTable)(matrix, names)}
</div>
</details>`
