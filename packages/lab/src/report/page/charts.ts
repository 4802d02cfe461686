import type { RunRecord } from '../../run/record.ts'
import type { ChartAxis } from '../chart/axis.ts'
import { describeCurve } from '../chart/describe.ts'
import { epochTicks } from '../chart/epochTicks.ts'
import { lineChart, type Series } from '../chart/lineChart.ts'
import { twoSizes } from '../chart/twoSizes.ts'
import { type Curve, curves, upWeightingRatio } from '../curves.ts'
import { count, percent, percentNumber, roundPercent } from '../format.ts'
import { type Html, html } from '../html.ts'
import { seriesStyle } from '../seriesStyle.ts'
import { curveTable } from './curveTable.ts'
import { swatch } from './swatch.ts'

const ratio = (value: number): string => value.toFixed(2)

const atEpoch = (epoch: number): string => `at epoch ${epoch}`

/** Epochs from the first to the last; one alone stands in the middle. */
function epochAxis({ config }: RunRecord): ChartAxis {
  const last = Math.max(1, config.epochs)
  return {
    label: 'epoch',
    format: count,
    domain: last === 1 ? [0, 2] : [1, last],
    ticks: most => epochTicks(last, most),
  }
}

const seriesOf = (curve: Curve, marksPeak: boolean): Series => ({
  label: curve.name,
  points: curve.points,
  ...seriesStyle(curve.row),
  marksPeak,
})

const describeAll = (all: readonly Curve[], format: (value: number) => string): string =>
  all.map(curve => describeCurve(curve, format, atEpoch)).join('; ')

/** The means of curves in a table. */
const byEpoch = (
  caption: string,
  columns: readonly Pick<Curve, 'name' | 'points'>[],
  format: (value: number) => string,
): Html =>
  curveTable({ caption, xLabel: 'epoch', xFormat: String, columns, cell: ({ mean }) => format(mean) })

/** What lines and bands stand for when there are several seeds. */
const bandNote = (record: RunRecord): string => {
  const seeds = Math.max(0, ...record.result.rows.map(({ trials }) => trials.length))
  return seeds > 1
    ? ` Lines are means over ${seeds} seeds, bands reach from the lowest to the highest seed.`
    : ''
}

/** Test accuracy by epoch, one line per rule. */
export function testAccuracyChart(record: RunRecord): Html {
  const all = curves(record, ({ test }) => test)
  // With several seeds the table's peak is the mean of the seeds' peaks, which is no point of the mean line.
  const isSingle = record.result.rows.every(({ trials }) => trials.length < 2)
  return html`<figure id="test-accuracy">
<h3>Test accuracy</h3>
${twoSizes({
  series: all.map(curve => seriesOf(curve, isSingle)),
  x: epochAxis(record),
  y: { label: 'test accuracy', format: roundPercent },
  alternative: `Line chart of test accuracy by epoch. ${describeAll(all, percent)}.`,
})}
<figcaption>Share of test examples classified correctly after each epoch; the axis does not start at zero.${isSingle && record.config.epochs > 1 ? ' A ring marks each rule’s peak.' : ''}${bandNote(record)}</figcaption>
${byEpoch('Test accuracy in percent, by epoch', all, percentNumber)}
</figure>`
}

/** Accuracy on the clean and on the noisy training examples by epoch, one panel per rule. */
export function trainAccuracyCharts(record: RunRecord): Html {
  const clean = curves(record, ({ cleanTrain }) => cleanTrain)
  const noisy = curves(record, ({ noisyTrain }) => noisyTrain)
  const panel = (curve: Curve): Html => {
    const wrong: Curve = noisy[curve.row] ?? { ...curve, points: [] }
    const series: readonly Series[] = [
      { label: 'clean', colour: 'var(--clean)', dash: 'none', points: curve.points },
      { label: 'wrong', colour: 'var(--noisy)', dash: '5 3', points: wrong.points },
    ]
    return html`<div class="panel">
<h4>${swatch(curve.row)} ${curve.name}</h4>
${lineChart(
  {
    series,
    x: epochAxis(record),
    y: { label: '', format: roundPercent, domain: [0, 1] },
    alternative: `Line chart for ${curve.name}. ${describeCurve({ name: 'Clean labels predicted', points: curve.points }, percent, atEpoch)}; ${describeCurve({ name: 'wrong labels predicted', points: wrong.points }, percent, atEpoch)}.`,
  },
  { width: 290, height: 200, longestLabel: 6, className: 'small' },
)}
</div>`
  }
  const hasNoise = noisy.some(({ points }) => points.length > 0)
  const meaning = hasNoise
    ? html`Solid: share of correctly labelled training examples whose label is predicted. Dashed: share of wrongly labelled ones whose <em>wrong</em> label is predicted, which is memorised noise. A rule that resists label noise keeps the dashed line low while the solid one is high.`
    : html`Share of the training examples whose label is predicted; no label is wrong.`
  const columns = clean.flatMap(curve => [
    { name: `${curve.name}, clean`, points: curve.points },
    ...(hasNoise ? [{ name: `${curve.name}, wrong`, points: noisy[curve.row]?.points ?? [] }] : []),
  ])
  return html`<figure id="train-accuracy">
<h3>${hasNoise ? 'Clean and wrong training labels' : 'Training labels'}</h3>
<div class="panels">${clean.map(panel)}</div>
<figcaption>${meaning}${bandNote(record)}</figcaption>
${byEpoch('Training accuracy in percent, by epoch', columns, percentNumber)}
</figure>`
}

/** How much more clean than noisy examples are up-weighted, one line per rule. */
export function upWeightingChart(record: RunRecord): Html {
  const all = curves(record, upWeightingRatio)
  if (all.every(({ points }) => points.length === 0)) {
    return html`<figure id="up-weighting">
<h3>Up-weighting of clean examples</h3>
<p class="absent">There is nothing to compare: the ratio needs both correctly and wrongly labelled training examples.</p>
</figure>`
  }
  return html`<figure id="up-weighting">
<h3>Up-weighting of clean examples</h3>
${twoSizes({
  series: all.map(curve => seriesOf(curve, false)),
  x: epochAxis(record),
  y: { label: 'clean ÷ noisy', format: ratio },
  references: [{ axis: 'y', at: 1, label: 'equal weight' }],
  alternative: `Line chart of the up-weighting ratio of clean to noisy examples by epoch, with a line at 1. ${describeAll(all, ratio)}.`,
})}
<figcaption>A 1-SAM perturbation (ρ = ${record.config.upWeightingRho}, the same for every rule) multiplies the residual of each example, and with it the example’s weight in the step. Shown is the median factor of clean examples divided by that of noisy ones: above the line at 1, clean examples gain weight.${bandNote(record)}</figcaption>
${byEpoch('Up-weighting ratio of clean to noisy examples, by epoch', all, ratio)}
</figure>`
}
