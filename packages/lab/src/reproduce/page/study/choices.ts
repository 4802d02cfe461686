import { count, percentNumber } from '../../../report/format.ts'
import { type Html, html } from '../../../report/html.ts'
import { figuresTable } from '../../../report/page/figuresTable.ts'
import type { Choice, StudyRecord, Tried } from '../../result.ts'

const isChosen = ({ rule, learningRate }: Choice, tried: Tried): boolean =>
  tried.rule === rule && tried.learningRate === learningRate

const reached = (choice: Choice): string => {
  const own = choice.tried.find(tried => isChosen(choice, tried))
  return own === undefined || !Number.isFinite(own.validation) ? '–' : percentNumber(own.validation)
}

const line = (choice: Choice): Html =>
  html`<tr><th scope="row" class="text">${choice.family}</th><td class="text"><code>${choice.rule}</code></td><td>${choice.learningRate}</td><td>${reached(choice)}</td><td>${count(choice.tried.length)}</td></tr>\n`

const body =
  (choices: readonly Choice[], hasTitle: boolean) =>
  (condition: string): Html =>
    html`<tbody>
${hasTitle ? html`<tr class="group"><th scope="rowgroup" colspan="5">${condition}</th></tr>\n` : null}${choices.filter(choice => choice.condition === condition).map(line)}</tbody>
`

const grid = (choices: readonly Choice[]): Html =>
  figuresTable(
    'Accuracy on the noisy validation examples, in percent, of every value tried',
    html`<thead><tr><th scope="col">rule</th><th scope="col">condition</th><th scope="col">tried</th><th scope="col">learning rate</th><th scope="col">validation, %</th><th scope="col">chosen</th></tr></thead>
<tbody>
${choices.map(choice => choice.tried.map(tried => html`<tr><th scope="row">${choice.family}</th><td>${choice.condition}</td><td><code>${tried.rule}</code></td><td>${tried.learningRate}</td><td>${Number.isFinite(tried.validation) ? percentNumber(tried.validation) : '–'}</td><td>${isChosen(choice, tried) ? 'chosen' : ''}</td></tr>\n`))}</tbody>`,
    'Every value that was tried, with what it reached',
  )

/** What was chosen for each family, among how many values, and all of the grid behind it. */
export function choicesTable({ choices, tuningSeed }: StudyRecord): Html {
  const conditions = [...new Set(choices.map(({ condition }) => condition))]
  const searched = choices.some(({ tried }) => tried.length > 1)
  return html`<h3>${searched ? 'What was searched' : 'What was used'}</h3>
<p>${searched ? `The values with the best accuracy of any epoch on the noisy validation examples were chosen, with seed ${tuningSeed}; the results are of other trainings.` : 'Nothing was searched: the values are given.'}</p>
<div class="scroll" role="region" aria-label="Values chosen" tabindex="0">
<table class="plain">
<thead><tr><th scope="col" class="text">family</th><th scope="col" class="text">rule</th><th scope="col">learning rate</th><th scope="col">validation, %</th><th scope="col">values tried</th></tr></thead>
${conditions.map(body(choices, conditions.length > 1))}</table>
</div>
${searched ? grid(choices) : null}`
}
