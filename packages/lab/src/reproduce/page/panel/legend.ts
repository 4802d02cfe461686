import { type Html, html } from '../../../report/html.ts'

/** What a line or a dot stands for. */
export interface LegendEntry {
  readonly label: string
  readonly style:
    | { readonly colour: string; readonly dash: string }
    | { readonly colour: string; readonly shape: string }
}

const sample = (style: LegendEntry['style']): Html =>
  'dash' in style
    ? html`<svg class="swatch" width="30" height="8" viewBox="0 0 30 8" aria-hidden="true"><path d="M1,4H29" stroke="${style.colour}" stroke-width="2.5" stroke-dasharray="${style.dash}" fill="none"/></svg>`
    : html`<svg class="swatch" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true"><path d="${style.shape}" fill="${style.colour}"/></svg>`

/** The names of lines or dots that have no room for them beside. */
export const legend = (entries: readonly LegendEntry[]): Html => html`<ul class="legend">
${entries.map(({ label, style }) => html`<li>${sample(style)} <span>${label}</span></li>\n`)}</ul>
`
