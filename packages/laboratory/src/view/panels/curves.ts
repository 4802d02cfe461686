import type { RuleMeasurement } from '../../race/measurement.ts'
import { type RuleName, ruleTexts } from '../../spec/rules.ts'
import { createFigures } from '../chart/figures.ts'
import { createLineChart, type Series } from '../chart/lineChart.ts'
import { shareScale } from '../chart/scale.ts'
import { swatch } from '../chart/swatch.ts'
import { element } from '../element.ts'
import { percent } from '../format.ts'
import { seriesStyle } from '../seriesStyle.ts'
import type { Panel, Seen } from './panel.ts'

type Share = 'test' | 'noisyTrain' | 'cleanTrain'

const texts: { readonly [share in Share]: { readonly title: string; readonly note: string } } = {
  test: { title: 'Test accuracy', note: 'On examples that no rule has seen, all labelled rightly.' },
  noisyTrain: {
    title: 'Wrong labels learnt by heart',
    note: 'Share of the wrongly labelled training examples that are predicted as labelled.',
  },
  cleanTrain: {
    title: 'Right labels learnt',
    note: 'Share of the rightly labelled training examples that are predicted as labelled.',
  },
}

function seriesOf(rules: readonly RuleName[], { measurements }: Seen, read: Share): Series[] {
  const of = (rule: RuleName, found: readonly RuleMeasurement[]) => found.find(entry => entry.rule === rule)
  return rules.map(rule => ({
    label: ruleTexts[rule].label,
    style: seriesStyle(rule),
    points: measurements.map(({ step, rules: found }) => ({ step, y: of(rule, found)?.[read] ?? null })),
  }))
}

/** The picture in words: where each line stands now. */
const inWords = (title: string, series: readonly Series[]): string =>
  `${title}: ${series.map(({ label, points }) => `${label} ${percent(points.at(-1)?.y ?? null)}`).join(', ')}`

function chartOf(rules: readonly RuleName[], share: Share): Panel {
  const { title, note } = texts[share]
  const chart = createLineChart(value => percent(value))
  const figures = createFigures(title, percent)
  return {
    element: element(
      'figure',
      {},
      element('figcaption', {}, element('strong', {}, title), element('span', {}, note)),
      chart.element,
      figures.element,
    ),
    draws: [
      seen => {
        const series = seriesOf(rules, seen, share)
        chart.draw(series, shareScale, inWords(title, series))
        figures.show(series)
      },
    ],
  }
}

/** The three accuracies of every rule, over the steps. */
export function createCurves(rules: readonly RuleName[]): Panel {
  const charts = (['test', 'noisyTrain', 'cleanTrain'] as const).map(share => chartOf(rules, share))
  const legend = rules.map(rule =>
    element('li', {}, swatch(seriesStyle(rule)), `${ruleTexts[rule].label}: ${ruleTexts[rule].summary}`),
  )
  return {
    element: element(
      'section',
      { 'aria-label': 'Accuracies' },
      element('h3', {}, 'Who learns what'),
      element('ul', { class: 'legend' }, ...legend),
      element('div', { class: 'panels' }, ...charts.map(chart => chart.element)),
    ),
    draws: charts.flatMap(chart => chart.draws),
  }
}
