import { type Html, html } from '../html.ts'

/** A sharp valley hammered flat: what *planish* means. */
const mark = html`<svg class="mark" width="44" height="22" viewBox="0 0 44 22" aria-hidden="true"><path d="M2,3C8,3 9,19 11,19S14,3 20,3" stroke="currentColor" stroke-opacity="0.45" stroke-width="2" fill="none" stroke-linecap="round"/><path d="M22,3C27,3 26,17 32,17S37,3 42,3" stroke="currentColor" stroke-width="2" fill="none" stroke-linecap="round"/></svg>`

/** The line above a page's title. */
export const brand = (text: string): Html => html`<p class="brand">${mark}<span>${text}</span></p>`
