import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { type Html, html, markup } from '../html.ts'

/** Size of a chart in CSS pixels, and the longest label beside what it names. */
export interface ChartSize {
  readonly width: number
  readonly height: number
  readonly longestLabel: number
  readonly className: string
}

/** Draws a plot as SVG: colours are CSS variables of the page, text has its colour; the alternative says it in words. */
export function draw(plot: Plot.PlotOptions, className: string, alternative: string): Html {
  const { document } = parseHTML('<!doctype html><html></html>')
  const svg = Plot.plot({ ...plot, document, style: { fontSize: '12px' } })
  // The page has its own style for charts; Plot's would be repeated in each.
  svg.querySelector('style')?.remove()
  svg.setAttribute('class', `chart ${className}`)
  svg.setAttribute('role', 'img')
  // The whole has its alternative; where Plot names the parts, groups without a role, no name may stand.
  for (const part of svg.querySelectorAll('[aria-label]')) {
    part.setAttribute('data-part', part.getAttribute('aria-label') ?? '')
    part.removeAttribute('aria-label')
  }
  // linkedom leaves `&` and `<` in attributes as they are, so the one that holds foreign text is written here.
  return markup(svg.outerHTML.replace('<svg', () => html`<svg aria-label="${alternative}"`.html))
}
