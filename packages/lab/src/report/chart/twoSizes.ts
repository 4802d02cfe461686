import { type Html, html } from '../html.ts'
import { type LineChart, lineChart } from './lineChart.ts'

/**
 * The chart drawn for a wide page and again for a phone, where the wide one's text would be too small to read; the
 * style sheet shows one of them.
 */
export function twoSizes(chart: LineChart): Html {
  const room = 60 + 17 * chart.series.length
  return html`${lineChart(chart, { width: 800, height: Math.max(400, room), longestLabel: 24, className: 'wide' })}
${lineChart(chart, { width: 350, height: Math.max(320, room), longestLabel: 17, className: 'narrow' })}`
}
