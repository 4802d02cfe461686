import { type Html, html } from '../html.ts'
import type { Paragraph } from '../reading/paragraph.ts'

const text = ({ topic, sentences }: Paragraph): Html =>
  topic === 'caveats'
    ? html`<ul>${sentences.map(sentence => html`<li>${sentence}</li>`)}</ul>`
    : html`<p>${sentences.join(' ')}</p>`

/** The plain-language reading, each paragraph beside its heading. */
export const readingSection = (paragraphs: readonly Paragraph[]): Html =>
  html`${paragraphs.map(
    paragraph => html`<section class="reading" data-topic="${paragraph.topic}">
<h3>${paragraph.heading}</h3>
<div>${text(paragraph)}</div>
</section>
`,
  )}`
