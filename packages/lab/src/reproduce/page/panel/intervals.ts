import { type IntervalRow, intervalChart } from '../../../report/chart/intervalChart.ts'
import { type Html, html } from '../../../report/html.ts'
import { figuresTable } from '../../../report/page/figuresTable.ts'
import { seriesStyle } from '../../../report/seriesStyle.ts'
import type { IntervalsPanel, Spread } from '../../panel.ts'
import { valueAxis } from './axes.ts'
import { columnHeading, written } from './formats.ts'

/** A value with its interval, if it has one. */
const spelt = ({ mean, low, high }: Spread, format: (value: number) => string): string =>
  Number.isFinite(mean) && Number.isFinite(low) && Number.isFinite(high) && high > low
    ? `${format(mean)} [${format(low)}, ${format(high)}]`
    : format(mean)

/** A chart of values with intervals, and the table of its figures. */
export function intervalsPanel({ title, x, groups, reference }: IntervalsPanel): Html {
  const { said, cell, tick } = written(x.format)
  const named = (group: string, row: string): string => (group === '' ? row : `${group}, ${row}`)
  const compared =
    reference === undefined ? '' : `, with a line at ${tick(reference.at)} (${reference.label})`
  const chart = {
    groups: groups.map(group => ({
      title: group.title,
      rows: group.rows.map(
        (row): IntervalRow => ({
          label: row.label,
          colour: seriesStyle(row.row).colour,
          mean: row.mean,
          low: row.low,
          high: row.high,
          text: spelt(row, cell),
        }),
      ),
    })),
    x: valueAxis(x),
    ...(reference === undefined ? {} : { reference }),
    alternative: `Chart of ${x.label} with intervals${compared}. ${groups
      .flatMap(group => group.rows.map(row => `${named(group.title, row.label)}: ${spelt(row, said)}`))
      .join('; ')}.`,
  }
  return html`${intervalChart(chart, { width: 800, longestLabel: 38, className: 'wide' })}
${intervalChart(chart, { width: 350, longestLabel: 32, className: 'narrow' })}
${figuresTable(
  `Figures of “${title}”: ${columnHeading(x)}`,
  html`<thead><tr><th scope="col">of what</th><th scope="col">value</th><th scope="col">from</th><th scope="col">to</th></tr></thead>
<tbody>
${groups.map(group => group.rows.map(row => html`<tr><th scope="row">${named(group.title, row.label)}</th><td>${cell(row.mean)}</td><td>${cell(row.low)}</td><td>${cell(row.high)}</td></tr>\n`))}</tbody>`,
)}`
}
