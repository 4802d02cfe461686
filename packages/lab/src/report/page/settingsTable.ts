import { type Content, type Html, html } from '../html.ts'

/** A line of the table: what it is called, its value, what it means. */
export type Line = readonly [name: string, value: Content, meaning: string]

const group = ([heading, lines]: readonly [heading: string, lines: readonly Line[]]): Html =>
  html`<tbody>
<tr><th scope="rowgroup" colspan="3">${heading}</th></tr>
${lines.map(([name, value, meaning]) => html`<tr><th scope="row">${name}</th><td>${value}</td><td>${meaning}</td></tr>\n`)}</tbody>\n`

/** Settings with their values, in groups under headings. */
export const settingsTable = (
  caption: string,
  groups: readonly (readonly [heading: string, lines: readonly Line[]])[],
): Html => html`<table class="configuration">
<caption class="unseen">${caption}</caption>
<thead class="unseen"><tr><th scope="col">setting</th><th scope="col">value</th><th scope="col">meaning</th></tr></thead>
${groups.map(group)}</table>`

/** A command to copy. */
export const commandToRepeat = (name: string, command: string): Html => html`<h3>To repeat it</h3>
<pre tabindex="0" aria-label="${name}"><code id="repeat">${command}</code></pre>`
