import { count, percentNumber } from '../../../report/format.ts'
import { type Html, html } from '../../../report/html.ts'
import { figuresTable } from '../../../report/page/figuresTable.ts'
import { groupedTable } from '../../../report/page/groupedTable.ts'
import type { StudyRecord } from '../../result.ts'
import { seedCount, studyColumns, studyGroups } from './measuredRows.ts'

const share = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? '–' : percentNumber(value)

/** Every training, seed by seed, with where its run lies. */
const everyTraining = ({ trials }: StudyRecord): Html =>
  figuresTable(
    'Every training: accuracies in percent',
    html`<thead><tr><th scope="col">seed</th><th scope="col">condition</th><th scope="col">rule</th>${studyColumns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}<th scope="col">run</th></tr></thead>
<tbody>
${trials.map(trial => html`<tr><th scope="row">${trial.seed}</th><td>${trial.condition}</td><td>${trial.family}</td>${studyColumns.map(({ figure }) => html`<td>${figure === 'gradientEvaluations' ? count(trial[figure]) : share(trial[figure])}</td>`)}<td><code>${trial.run}</code></td></tr>\n`)}</tbody>`,
    'Every training, seed by seed',
  )

/** What each family reached under each condition. */
export const resultSection = (study: StudyRecord): Html => html`${groupedTable({
  name: 'What each rule reached',
  caption: html`Accuracies in percent, means over ${seedCount(study)}, ± half the width of the 95 % Student t interval. The best of a column is <strong>bold and starred</strong>${study.conditions.length > 1 ? ' in each condition' : ''}.`,
  heading: 'rule',
  columns: studyColumns,
  groups: studyGroups(study),
})}
<dl class="terms">
<div><dt>peak</dt><dd>Best test accuracy of any epoch: the epoch is chosen on the test set, as in the paper.</dd></div>
<div><dt>final</dt><dd>Test accuracy after the last epoch.</dd></div>
<div><dt>selected</dt><dd>Test accuracy after the epoch that did best on validation examples with noisy labels.</dd></div>
<div><dt>equal cost</dt><dd>Peak among the epochs within the gradient evaluations that the cheapest rule spends.</dd></div>
<div><dt>clean labels</dt><dd>Share of the correctly labelled training examples whose label is predicted in the end.</dd></div>
<div><dt>wrong labels</dt><dd>Share of the wrongly labelled ones whose wrong label is predicted: memorised noise, so lower is better.</dd></div>
<div><dt>gradients</dt><dd>Gradient evaluations of a batch in a training.</dd></div>
</dl>
${everyTraining(study)}`
