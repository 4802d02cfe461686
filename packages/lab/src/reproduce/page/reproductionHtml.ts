import { counted } from '../../report/format.ts'
import { type Html, html } from '../../report/html.ts'
import { pageDocument } from '../../report/page/document.ts'
import { fact } from '../../report/page/fact.ts'
import { brand } from '../../report/page/header.ts'
import { section } from '../../report/page/section.ts'
import { type Line, settingsTable } from '../../report/page/settingsTable.ts'
import type { FigureResult, Verdict } from '../result.ts'
import { claimsTable } from './claimsTable.ts'
import { sharedText, totalSeconds } from './common.ts'
import { duration } from './duration.ts'
import { sizeMeaning } from './size.ts'
import { figureStyles } from './styles.ts'
import { isOurs, tallySentence, verdictBadge } from './verdict.ts'

const title = 'The paper’s figures, made again'

const verdicts: readonly Verdict[] = ['agrees', 'disagrees', 'open']

/** A number for each verdict on what the paper claims, large. */
function counts(results: readonly FigureResult[]): Html {
  const claims = results.flatMap(result => result.claims.filter(claim => !isOurs(claim)))
  const figure = (verdict: Verdict): Html =>
    html`<li><b>${claims.filter(claim => claim.verdict === verdict).length}</b> ${verdictBadge(verdict)}</li>\n`
  return html`<ul class="counts">
${verdicts.map(figure)}</ul>`
}

function header(results: readonly FigureResult[]): Html {
  const sizes = sharedText(results, ({ size }) => size)
  const [only] = results
  const meaning = only !== undefined && sizes === only.size ? sizeMeaning[only.size] : ''
  return html`<header>
${brand('Planish reproduction')}
<h1>${title}</h1>
<p class="lede">${tallySentence(results.flatMap(({ claims }) => claims))}</p>
${counts(results)}
<dl class="facts">
${fact('Figures', String(results.length), 'each with a page of its own')}
${fact('Size', sizes, meaning)}
${fact('Time', duration(totalSeconds(results)), 'in training steps, what figures share counted for each')}
${fact(
  'Backend',
  sharedText(results, ({ backend }) => backend.name),
  sharedText(results, ({ backend }) => backend.device),
)}
</dl>
</header>`
}

const heading = ({ figure, title: name, claims }: FigureResult): Html =>
  html`<a href="${encodeURIComponent(figure)}.html">${name}</a> <span>${counted(claims.length, 'claim')}</span>`

/** Each figure in a sentence or two; those without a claim stand here alone. */
const summaries = (results: readonly FigureResult[]): Html => html`<dl class="summaries">
${results.map(({ figure, title: name, summary }) => html`<div><dt><a href="${encodeURIComponent(figure)}.html">${name}</a></dt><dd>${summary}</dd></div>\n`)}</dl>`

function machine(results: readonly FigureResult[]): readonly Line[] {
  const names = [...new Set(results.flatMap(({ versions }) => Object.keys(versions)))]
  return [
    [
      'backend',
      sharedText(results, ({ backend }) => `${backend.name} ${backend.version}`),
      sharedText(results, ({ backend }) => backend.device),
    ],
    ...results.map(({ figure, seconds, size }): Line => [`time of ${figure}`, duration(seconds), size]),
    ...names.map(
      (name): Line => [
        name,
        sharedText(
          results.filter(({ versions }) => Object.hasOwn(versions, name)),
          ({ versions }) => versions[name] ?? '',
        ),
        '',
      ],
    ),
  ]
}

/** The page of all figures: each claim of the paper, what came out, and whether they agree. */
export const reproductionHtml = (results: readonly FigureResult[]): string =>
  pageDocument({
    title,
    description: tallySentence(results.flatMap(({ claims }) => claims)),
    styles: figureStyles,
    header: header(results),
    main: html`${section('figures', 'The figures', summaries(results))}
${section(
  'claims',
  'Claim by claim',
  claimsTable(
    results
      .filter(({ claims }) => claims.length > 0)
      .map(result => ({ heading: heading(result), claims: result.claims })),
  ),
)}
${section('machine', 'What it ran on', settingsTable('What the figures were made with', [['Machine and versions', machine(results)]]))}`,
  })
