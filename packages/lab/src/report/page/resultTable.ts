import type { ResultRow, RunRecord } from '../../run/record.ts'
import { counted } from '../format.ts'
import { type Html, html } from '../html.ts'
import { bestRows, halfWidth, type ResultColumn, resultColumns, shown } from '../resultColumns.ts'
import { swatch } from './swatch.ts'

const absent = html`<span aria-hidden="true">–</span><span class="unseen">none</span>`

/** A label whose parameters stay on one line. */
function label(text: string): Html {
  const start = text.indexOf('(')
  return start < 0
    ? html`${text}`
    : html`${text.slice(0, start)}<span class="together">${text.slice(start)}</span>`
}

/** A specification that may wrap after its commas. */
const breakable = (rule: string): Html =>
  html`${rule.split(',').map((part, index) => (index === 0 ? html`${part}` : html`,<wbr>${part}`))}`

/** Shares of training labels are drawn as bars too, since whole columns of them are compared at a glance. */
function bar(row: ResultRow, { figure }: ResultColumn): Html | null {
  if (figure !== 'cleanTrain' && figure !== 'noisyTrain') return null
  const share = Math.max(0, Math.min(1, row[figure] ?? 0))
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/><rect class="${figure === 'cleanTrain' ? 'clean' : 'noisy'}" width="${(100 * share).toFixed(1)}" height="4"/></svg>`
}

function cell(row: ResultRow, column: ResultColumn, isBest: boolean): Html {
  const text = shown(row, column)
  const half = halfWidth(row, column)
  const value = html`<span class="value">${text ?? absent}</span>${half === null ? null : html` <span class="half">± ${half}</span>`}`
  return html`<td data-figure="${column.figure}"${isBest ? html` class="best"` : null}>${isBest ? html`<strong>${value}<span class="unseen"> (best)</span></strong>` : value}${text === null ? null : bar(row, column)}</td>`
}

/** The table of results, with what its columns mean. */
export function resultTable({ result: { rows }, config }: RunRecord): Html {
  const best = resultColumns.map(column => bestRows(rows, column))
  const seeds = Math.max(0, ...rows.map(({ trials }) => trials.length))
  const several =
    seeds > 1 ? ` Means over ${counted(seeds, 'seed')}, ± half the width of the 95 % interval.` : ''
  return html`<div class="scroll" role="region" aria-label="Results" tabindex="0">
<table class="results">
<caption><span>Accuracies in percent after ${counted(config.epochs, 'epoch')}.${several}${rows.length > 1 ? html` The best of a column is <strong>bold and starred</strong>.` : null}</span></caption>
<colgroup><col></colgroup><colgroup span="3"></colgroup><colgroup span="2"></colgroup><colgroup span="2"></colgroup>
<thead>
<tr><th scope="col" rowspan="2">rule</th><th scope="colgroup" colspan="3">test accuracy, %</th><th scope="colgroup" colspan="2">fitted training labels, %</th><th scope="colgroup" colspan="2">cost</th></tr>
<tr>${resultColumns.map(({ heading, figure }) => html`<th scope="col" data-figure="${figure}">${heading}</th>`)}</tr>
</thead>
<tbody>
${rows.map(
  (row, index) =>
    html`<tr><th scope="row"><span class="rule">${swatch(index)}<span>${label(row.label)}</span></span><code>${breakable(row.rule)}</code></th>${resultColumns.map((column, position) => cell(row, column, best[position]?.has(row) ?? false))}</tr>\n`,
)}</tbody>
</table>
</div>
<dl class="terms">
<div><dt>peak</dt><dd>Best test accuracy of any epoch. The epoch is chosen on the test set, as in the paper: an upper bound on early stopping.</dd></div>
<div><dt>final</dt><dd>Test accuracy after the last epoch.</dd></div>
<div><dt>selected</dt><dd>Test accuracy after the epoch that did best on the validation examples, whose labels are as noisy as the rest: what one can have in practice.</dd></div>
<div><dt>clean labels</dt><dd>Share of the correctly labelled training examples whose label is predicted in the end.</dd></div>
<div><dt>wrong labels</dt><dd>Share of the wrongly labelled training examples whose wrong label is predicted in the end: memorised noise, so lower is better.</dd></div>
<div><dt>gradients, seconds</dt><dd>Gradient evaluations of a batch, and training time without measuring. SAM needs two evaluations a step.</dd></div>
</dl>`
}
