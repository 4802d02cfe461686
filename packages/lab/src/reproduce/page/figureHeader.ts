import { count, counted } from '../../report/format.ts'
import { type Html, html } from '../../report/html.ts'
import { fact } from '../../report/page/fact.ts'
import { brand } from '../../report/page/header.ts'
import type { Claim, FigureResult } from '../result.ts'
import { duration } from './duration.ts'
import { sizeMeaning } from './size.ts'
import { seedCount } from './study/measuredRows.ts'
import { isOurs, tallySentence, verdictBadge } from './verdict.ts'

/** Each claim of the paper with its verdict, to be taken in at a glance. */
const outcome = (claims: readonly Claim[]): Html => html`<div class="outcome">
<p><b>${tallySentence(claims)}</b></p>
<ul>
${claims.map(({ paper, verdict }) => html`<li>${verdictBadge(verdict)} <span>${paper}</span></li>\n`)}</ul>
</div>`

const studyFacts = ({ study }: FigureResult): Html =>
  html`${fact('Trainings', count(study.trials.length), `${counted(study.families.length, 'rule')}, ${counted(study.conditions.length, 'condition')}`)}
${fact('Seeds', seedCount(study).replace(/ seeds?$/, ''), 'for each rule and condition')}`

/** Title, what came out in a sentence or two, and which claims of the paper hold here. */
export const figureHeader = (result: FigureResult): Html => html`<header>
${brand('Planish reproduction')}
<h1>${result.title}</h1>
<p class="lede">${result.summary}</p>
${outcome(result.claims)}
<dl class="facts">
${fact('Figure', result.figure, result.claims.every(isOurs) ? 'a question we add' : 'of the paper, made again')}
${fact('Size', result.size, sizeMeaning[result.size])}
${studyFacts(result)}
${fact('Time', duration(result.seconds), 'in training steps')}
${fact('Backend', result.backend.name, result.backend.device)}
</dl>
</header>`
