import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { percentNumber } from '../../report/format.ts'
import { type Html, html, markup } from '../../report/html.ts'

/** What became of the labels: row i holds the shares of class i that now have label j. */
export interface HeatMap {
  readonly matrix: readonly (readonly number[])[]
  readonly names: readonly string[]
  /** What it shows, in words. */
  readonly alternative: string
}

/** Its width in CSS pixels, and the longest name beside its cells. */
export interface HeatMapSize {
  readonly width: number
  readonly longestName: number
  readonly className: string
}

interface Cell {
  readonly clean: number
  readonly noisy: number
  readonly share: number
}

const fontSize = 12
/** Of a letter, in pixels, for what fits beside the cells. */
const letter = 6.4
const cutTo =
  (longest: number) =>
  (name: string): string =>
    name.length > longest ? `${name.slice(0, longest - 1)}…` : name

/** Shares from 10 % on need no decimals to be told apart in a small cell. */
const shareText = (share: number, roomy: boolean): string =>
  share === 0 ? '' : roomy ? percentNumber(share) : String(Math.round(100 * share))

/** Which classes are named at the sides: all, or every so many where there is no room. */
const ticks = (classes: number, cell: number): number[] => {
  const every = Math.max(1, Math.ceil((fontSize + 3) / cell))
  return Array.from({ length: Math.ceil(classes / every) }, (_, index) => index * every)
}

/**
 * Draws the matrix as SVG: kept labels in one colour, wrong ones in another, the deeper the more. The depth follows
 * the square root of the share, so that small shares can be seen; where there is room the cells hold percent.
 */
export function heatMap(
  { matrix, names, alternative }: HeatMap,
  { width, longestName, className }: HeatMapSize,
): Html {
  const shortened = cutTo(longestName)
  const { document } = parseHTML('<!doctype html><html></html>')
  const cells: Cell[] = matrix.flatMap((row, clean) => row.map((share, noisy) => ({ clean, noisy, share })))
  const side = Math.ceil(Math.max(...names.map(name => shortened(name).length)) * letter) + 12
  const [marginLeft, marginTop, marginRight, marginBottom] = [side + 22, side + 26, 6, 6]
  const cell = (width - marginLeft - marginRight) / Math.max(1, names.length)
  const named = ticks(names.length, cell)
  const axis = {
    ticks: named,
    tickFormat: (label: number) => shortened(names[label] ?? ''),
    tickSize: 0,
    fontSize,
  }
  const shade = (kept: boolean): Plot.Markish =>
    Plot.cell(
      cells.filter(({ clean, noisy, share }) => (clean === noisy) === kept && share > 0),
      {
        className: 'shares',
        x: 'noisy',
        y: 'clean',
        fill: kept ? 'var(--clean)' : 'var(--noisy)',
        fillOpacity: ({ share }: Cell) => Math.sqrt(share),
        inset: cell > 12 ? 1 : 0,
      },
    )
  const svg = Plot.plot({
    document,
    width,
    height: marginTop + cell * names.length + marginBottom,
    marginTop,
    marginRight,
    marginBottom,
    marginLeft,
    style: { fontSize: `${fontSize}px` },
    opacity: { type: 'identity' },
    x: { type: 'band', domain: names.map((_, label) => label), padding: 0, axis: null },
    y: { type: 'band', domain: names.map((_, label) => label), padding: 0, axis: null },
    marks: [
      Plot.axisX({ ...axis, anchor: 'top', tickRotate: -90, label: 'label given', labelArrow: 'none' }),
      Plot.axisY({ ...axis, label: 'true class', labelArrow: 'none' }),
      shade(true),
      shade(false),
      cell >= 24
        ? Plot.text(cells, {
            x: 'noisy',
            y: 'clean',
            text: ({ share }: Cell) => shareText(share, cell >= 36),
            fill: 'var(--ink)',
          })
        : null,
      Plot.frame({ stroke: 'var(--line)' }),
    ],
  })
  svg.querySelector('style')?.remove()
  svg.setAttribute('class', `chart ${className}`)
  svg.setAttribute('role', 'img')
  // linkedom leaves `&` and `<` in attributes as they are, so the one that holds foreign text is written here.
  return markup(svg.outerHTML.replace('<svg', () => html`<svg aria-label="${alternative}"`.html))
}
