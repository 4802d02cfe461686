import { type Html, html } from '../html.ts'

/** A part of a page, named by its heading. */
export const section = (
  id: string,
  heading: string,
  content: Html,
): Html => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}
</section>`
