import { type Html, html } from '../../report/html.ts'
import { pageDocument } from '../../report/page/document.ts'
import { rawData } from '../../report/page/rawData.ts'
import { section } from '../../report/page/section.ts'
import type { FigureResult } from '../result.ts'
import { claimsTable } from './claimsTable.ts'
import { figureHeader } from './figureHeader.ts'
import { panelFigure } from './panel/panelFigure.ts'
import { methodSection } from './study/methodSection.ts'
import { resultSection } from './study/resultSection.ts'
import { figureStyles } from './styles.ts'

const notes = (texts: readonly string[]): Html => html`<ul class="notes">
${texts.map(text => html`<li>${text}</li>\n`)}</ul>`

/**
 * A reproduced figure as one page that needs nothing else: what the paper leads one to expect, what came out, claim by
 * claim, how it was done, and the result itself as JSON.
 */
export const figureHtml = (result: FigureResult): string =>
  pageDocument({
    title: result.title,
    description: result.summary,
    styles: figureStyles,
    header: figureHeader(result),
    main: html`${section('hypothesis', 'What was expected', html`<p class="hypothesis">${result.hypothesis}</p>`)}
${result.panels.length === 0 ? null : section('picture', 'The picture', html`${result.panels.map(panelFigure)}`)}
${result.claims.length === 0 ? null : section('claims', 'What came out', claimsTable([{ heading: null, claims: result.claims }]))}
${result.study.trials.length === 0 ? null : section('results', 'Results', resultSection(result.study))}
${section('method', 'How it was done', methodSection(result))}
${result.notes.length === 0 ? null : section('notes', 'What to keep in mind', notes(result.notes))}
${section('data', 'Data of this page', rawData(result, `${result.figure}.json`, 'the whole result, every training of the study among it'))}`,
  })
