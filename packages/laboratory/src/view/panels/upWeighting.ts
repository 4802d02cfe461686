import { type RuleName, ruleTexts } from '../../spec/rules.ts'
import { createFigures } from '../chart/figures.ts'
import { createLineChart, type Series } from '../chart/lineChart.ts'
import { ratioScale, type Scale } from '../chart/scale.ts'
import { swatch } from '../chart/swatch.ts'
import { element } from '../element.ts'
import { times } from '../format.ts'
import { labelStyles } from '../seriesStyle.ts'
import type { Panel, Seen } from './panel.ts'

function seriesOf(rule: RuleName, { measurements }: Seen): readonly Series[] {
  const points = (of: 'clean' | 'noisy') =>
    measurements.map(({ step, rules }) => ({
      step,
      y: rules.find(entry => entry.rule === rule)?.upWeighting[of] ?? null,
    }))
  return [
    { label: 'right labels', style: labelStyles.right, points: points('clean') },
    { label: 'wrong labels', style: labelStyles.wrong, points: points('noisy') },
  ]
}

const valuesOf = (series: readonly Series[]): number[] =>
  series.flatMap(({ points }) => points.flatMap(({ y }) => (y === null || !Number.isFinite(y) ? [] : [y])))

/** One scale for all rules, so that they can be compared. */
const scaleOf = (rules: readonly RuleName[], seen: Seen): Scale =>
  ratioScale(rules.flatMap(rule => valuesOf(seriesOf(rule, seen))))

function chartOf(rule: RuleName, rules: readonly RuleName[]): Panel {
  const title = `Up-weighting along ${ruleTexts[rule].label}’s way`
  const chart = createLineChart(times)
  const figures = createFigures(title, times)
  return {
    element: element(
      'figure',
      {},
      element('figcaption', {}, element('strong', {}, ruleTexts[rule].label)),
      chart.element,
      figures.element,
    ),
    draws: [
      seen => {
        const series = seriesOf(rule, seen)
        const now = series.map(({ label, points }) => `${label} ${times(points.at(-1)?.y ?? null)}`)
        chart.draw(series, scaleOf(rules, seen), `${title}: ${now.join(', ')}`)
        figures.show(series)
      },
    ],
  }
}

/** How much more 1-SAM's perturbation lets examples with right and with wrong labels weigh, rule by rule. */
export function createUpWeighting(rules: readonly RuleName[]): Panel {
  const charts = rules.map(rule => chartOf(rule, rules))
  return {
    element: element(
      'section',
      { 'aria-label': 'Up-weighting' },
      element('h3', {}, 'Whose gradient would SAM enlarge?'),
      element(
        'p',
        {},
        'How much longer an example’s residual is at its own perturbed weights than at the weights themselves (medians). Early on it is the examples with right labels whose share grows.',
      ),
      element(
        'ul',
        { class: 'legend' },
        element('li', {}, swatch(labelStyles.right), 'right labels'),
        element('li', {}, swatch(labelStyles.wrong), 'wrong labels'),
      ),
      element('div', { class: 'panels' }, ...charts.map(chart => chart.element)),
    ),
    draws: charts.flatMap(chart => chart.draws),
  }
}
