import type { RunRecord } from '../../run/record.ts'
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

/** The whole record inside the page, and a link to save it. */
export const rawData = (
  record: RunRecord,
): Html => html`<p class="raw">This page holds the whole record of the run, with every epoch’s figures, as JSON in the element <code>#run</code>. <a id="download" download="run.json" href="#run" hidden>Download it as run.json</a></p>
<script type="application/json" id="run">${scriptJson(record)}</script>
<script>${makeLink}</script>`
