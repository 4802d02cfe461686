import { spanChart } from '../chart/spanChart.ts'
import { counted, percent, roundPercent } from '../format.ts'
import { type Html, html } from '../html.ts'
import { pageDocument } from '../page/document.ts'
import { groupedTable } from '../page/groupedTable.ts'
import { brand } from '../page/header.ts'
import { rawData } from '../page/rawData.ts'
import { section } from '../page/section.ts'
import { resultColumns } from '../resultColumns.ts'
import { type ComparedGroup, type ComparedRun, comparedGroups } from './comparedRun.ts'

/** Some air around all that charts of one page show, so that they can be compared. */
function domainOf(groups: readonly ComparedGroup[]): readonly [number, number] {
  const values = groups.flatMap(({ rows }) => rows.flatMap(({ peak, final }) => [peak, final]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const air = Math.max(0.01, 0.04 * (high - low))
  return [Math.max(0, low - air), Math.min(1, high + air)]
}

const chartOf =
  (domain: readonly [number, number]) =>
  ({ title, rows }: ComparedGroup): Html => {
    const chart = {
      spans: rows,
      domain,
      xLabel: 'test accuracy',
      xFormat: roundPercent,
      alternative: `Chart of test accuracy at its peak and after the last epoch. ${rows
        .map(({ label, peak, final }) => `${label}: ${percent(peak)}, then ${percent(final)}`)
        .join('; ')}.`,
    }
    return html`<figure>
${title === '' ? null : html`<h3>${title}</h3>`}
${spanChart(chart, { width: 800, longestLabel: 44, className: 'wide' })}
${spanChart(chart, { width: 350, longestLabel: 20, className: 'narrow' })}
</figure>`
  }

/** A fall of less is what any training has from epoch to epoch. */
const worthAWord = 0.01

/** What stands out: the highest peak, and the deepest fall after one. */
function lede(groups: readonly ComparedGroup[]): string {
  const rows = groups.flatMap(group => group.rows.map(row => ({ row, title: group.title })))
  const top = rows.reduce((a, b) => (b.row.peak > a.row.peak ? b : a))
  const fallen = rows.reduce((a, b) => (b.row.peak - b.row.final > a.row.peak - a.row.final ? b : a))
  const where = (title: string): string => (title === '' ? '' : ` (${title})`)
  const best = `The highest test accuracy is ${percent(top.row.peak)}, of ${top.row.label}${where(top.title)}.`
  if (fallen.row.peak - fallen.row.final < worthAWord) return best
  return `${best} ${fallen.row.label}${where(fallen.title)} loses most by the last epoch: from ${percent(fallen.row.peak)} to ${percent(fallen.row.final)}.`
}

/**
 * One page that compares finished runs and needs nothing else: where each rule peaked and where it ended, setting by
 * setting, the table of all, and the records as JSON.
 */
export function comparisonHtml(runs: readonly ComparedRun[]): string {
  const groups = comparedGroups(runs)
  const title = `${counted(runs.length, 'run')} compared`
  return pageDocument({
    title,
    header: html`<header>
${brand('Planish comparison')}
<h1>${title}</h1>
<p class="lede">${lede(groups)}</p>
</header>`,
    main: html`${section(
      'curves',
      'Peak and end',
      html`<p>A ring stands at the best test accuracy of any epoch, a dot at that after the last one; the line between is what was lost to the wrong labels. The axes are the same in all charts, and do not start at zero.</p>
${groups.map(chartOf(domainOf(groups)))}`,
    )}
${section(
  'results',
  'Results',
  groupedTable({
    name: 'Results, setting by setting',
    caption: html`Accuracies in percent, means over the seeds, ± half the width of the 95 % interval where there are several. In each setting the best of a column is <strong>bold and starred</strong>; peak is chosen on the test set, selected on noisy validation examples.`,
    heading: 'rule',
    columns: resultColumns,
    groups,
  }),
)}
${section('data', 'Data of this page', rawData(runs, 'runs.json', 'the records of all runs, with every epoch’s figures'))}`,
  })
}
