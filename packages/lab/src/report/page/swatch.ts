import { type Html, html } from '../html.ts'
import { seriesStyle } from '../seriesStyle.ts'

/** A sample of a rule's line, for where its name stands. */
export function swatch(row: number): Html {
  const { colour, dash } = seriesStyle(row)
  return html`<svg class="swatch" width="30" height="8" viewBox="0 0 30 8" aria-hidden="true"><path d="M1,4H29" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}" fill="none"/></svg>`
}
