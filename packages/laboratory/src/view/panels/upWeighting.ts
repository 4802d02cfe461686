import { type RuleName, ruleTexts } from '../../spec/rules.ts'
import { createFigures } from '../chart/figures.ts'
import { createLineChart, type Series } from '../chart/lineChart.ts'
import { ratioScale } from '../chart/scale.ts'
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

function chartOf(rule: RuleName): Panel & { readonly draw: (all: number[], seen: Seen) => void } {
  const title = ruleTexts[rule].label
  const chart = createLineChart(times)
  const figures = createFigures(`Up-weighting along ${title}’s way`, times)
  const draw = (all: number[], seen: Seen): void => {
    const series = seriesOf(rule, seen)
    const now = series.map(({ label, points }) => `${label} ${times(points.at(-1)?.y ?? null)}`)
    chart.draw(series, ratioScale(all), `Up-weighting along ${title}’s way: ${now.join(', ')}`)
    figures.show(series)
  }
  return {
    element: element(
      'figure',
      {},
      element('figcaption', {}, element('strong', {}, title)),
      chart.element,
      figures.element,
    ),
    draw,
    show: seen => draw(valuesOf(seriesOf(rule, seen)), seen),
  }
}

/** How much more 1-SAM's perturbation lets examples with right and with wrong labels weigh, rule by rule. */
export function createUpWeighting(rules: readonly RuleName[]): Panel {
  const charts = rules.map(rule => ({ rule, chart: chartOf(rule) }))
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
      element('div', { class: 'panels' }, ...charts.map(({ chart }) => chart.element)),
    ),
    show: seen => {
      // One scale for all, so that the rules can be compared.
      const all = charts.flatMap(({ rule }) => valuesOf(seriesOf(rule, seen)))
      for (const { chart } of charts) chart.draw(all, seen)
    },
  }
}
