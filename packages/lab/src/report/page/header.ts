import { mean } from '@planish/analysis'
import type { RunRecord } from '../../run/record.ts'
import { count, counted, roundPercent } from '../format.ts'
import { type Html, html } from '../html.ts'
import { fact } from './fact.ts'
import { summary, title } from './summary.ts'

/** A sharp valley hammered flat: what *planish* means. */
const mark = html`<svg class="mark" width="44" height="22" viewBox="0 0 44 22" aria-hidden="true"><path d="M2,3C8,3 9,19 11,19S14,3 20,3" stroke="currentColor" stroke-opacity="0.45" stroke-width="2" fill="none" stroke-linecap="round"/><path d="M22,3C27,3 26,17 32,17S37,3 42,3" stroke="currentColor" stroke-width="2" fill="none" stroke-linecap="round"/></svg>`

/** The mark, and what kind of page this is. */
export const brand = (page: string): Html => html`<p class="brand">${mark}<span>${page}</span></p>`

/** Title, the run in a sentence, and what it was made of. */
export function header(record: RunRecord): Html {
  const { config, result } = record
  const { data, backend, rows } = result
  const [model = '', ...options] = config.model.split(':')
  const rate = mean(data.noiseRates) ?? 0
  return html`<header>
${brand('Planish run report')}
<h1>${title(record)}</h1>
<p class="lede">${summary(record)}</p>
<dl class="facts">
${fact('Data', count(data.trainExamples), `training examples of ${data.classes} classes, ${count(data.testExamples)} for testing`)}
${fact('Label noise', rate > 0 ? roundPercent(rate) : 'none', rate > 0 ? config.noise : 'no training label is wrong')}
${fact('Model', model, [...options, `${count(data.parameters)} parameters`].join(', '))}
${fact('Training', counted(config.epochs, 'epoch'), `${counted(rows.length, 'rule')}, batches of ${count(config.batchSize)}`)}
${fact('Seeds', count(config.seeds), config.seeds === 1 ? 'so no intervals' : 'intervals over the seeds')}
${fact('Backend', backend.name, backend.device)}
</dl>
</header>`
}
