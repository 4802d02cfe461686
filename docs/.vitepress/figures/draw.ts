import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { html, markup } from '../../../packages/lab/src/report/html.ts'

/** SVG without the labels that Plot gives to groups: only the picture as a whole has one. */
export const withoutGroupLabels = (svg: string): string =>
  svg.replace(/<g\b[^>]*>/g, tag => tag.replace(/ aria-[\w-]+="[^"]*"/g, ''))

/** A picture as SVG for a wide page and for a phone; the style sheet shows one of them. */
export function draw(alternative: string, options: (narrow: boolean) => Plot.PlotOptions): string {
  const one = (narrow: boolean): string => {
    const { document } = parseHTML('<!doctype html><html></html>')
    const width = narrow ? 340 : 690
    const svg = Plot.plot({ document, width, style: { fontSize: '12px' }, ...options(narrow) })
    svg.querySelector('style')?.remove()
    svg.setAttribute('class', `chart ${narrow ? 'narrow' : 'wide'}`)
    svg.setAttribute('role', 'img')
    // linkedom leaves `&` and `<` in attributes as they are: the one with text in it is written here.
    return markup(svg.outerHTML.replace('<svg', () => html`<svg aria-label="${alternative}"`.html)).html
  }
  return withoutGroupLabels(one(false) + one(true))
}
