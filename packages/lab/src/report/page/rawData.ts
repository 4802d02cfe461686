import { type Html, html, markup } from '../html.ts'

/**
 * JSON for a script element: without `<`, so that nothing in it can close the element or open a comment. Parsed,
 * it is the same value.
 */
const scriptJson = (value: unknown): Html => markup(JSON.stringify(value).replaceAll('<', '\\u003c'))

/** The link is made of the page's own data when it opens, so that it works from a file, without a network. */
const makeLink = markup(`
const link = document.getElementById('download')
const text = document.getElementById('run').textContent
link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
link.hidden = false
`)

/** What a page shows as JSON inside it, and a link to save that. */
export const rawData = (
  value: unknown,
  file: string,
  what: string,
): Html => html`<p class="raw">This page holds ${what}, as JSON in the element <code>#run</code>. <a id="download" download="${file}" href="#run" hidden>Download it as ${file}</a></p>
<script type="application/json" id="run">${scriptJson(value)}</script>
<script>${makeLink}</script>`
