import { type Html, html } from '../html.ts'

/** A table behind what a page shows, that can be opened. */
export const figuresTable = (
  caption: string,
  content: Html,
  summary = 'The figures of this chart',
): Html => html`<details class="figures">
<summary>${summary}</summary>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
${content}
</table>
</div>
</details>`
