import type { RenderFunction } from '@observablehq/plot'
import type { Html } from '../html.ts'
import { type ChartAxis, canShow, scaleOf } from './axis.ts'
import { type ChartSize, draw } from './draw.ts'

/** Dots that belong together. */
export interface ScatterGroup {
  readonly colour: string
  /** Outline of the dots around the origin, as an SVG path. */
  readonly shape: string
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[]
}

/** What the chart shows, whatever its size. */
export interface ScatterChart {
  readonly groups: readonly ScatterGroup[]
  readonly x: ChartAxis
  readonly y: ChartAxis
  /** What the chart shows, in words. */
  readonly alternative: string
}

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const meet = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height

const letter = 6.4
const lineHeight = 13

/** Where a label may stand beside its dot, best first: right, left, above, below. */
const placesOf = (x: number, y: number, width: number): readonly Box[] =>
  [
    { left: x + 8, top: y - lineHeight / 2 },
    { left: x - 8 - width, top: y - lineHeight / 2 },
    { left: x - width / 2, top: y - 8 - lineHeight },
    { left: x - width / 2, top: y + 8 },
  ].map(place => ({ ...place, width, height: lineHeight }))

/** More dots than this lie on each other. */
const crowd = 100

/** A mark that draws the dots, and the name of each that has room for it. */
const dots =
  (groups: readonly ScatterGroup[]): RenderFunction =>
  (_index, scales, _values, { marginLeft, marginRight, marginTop, marginBottom, width, height }, context) => {
    const element = (name: string, attributes: { readonly [name: string]: string }): SVGElement => {
      const made = context.document.createElementNS('http://www.w3.org/2000/svg', name)
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
      return made
    }
    // Of many dots those of one group must not hide the others: groups take turns, and dots show through.
    const all = groups
      .flatMap(({ points, colour, shape }) =>
        points.map(({ x, y, label }, index) => ({
          turn: index / points.length,
          x: Number(scales.x?.(x)),
          y: Number(scales.y?.(y)),
          label,
          colour,
          shape,
        })),
      )
      .toSorted((a, b) => a.turn - b.turn)
    const isCrowded = all.length > crowd
    const taken: Box[] = all.map(({ x, y }) => ({ left: x - 5, top: y - 5, width: 10, height: 10 }))
    const group = element('g', { class: 'dots' })
    for (const { x, y, colour, shape } of all) {
      group.append(
        element('path', {
          d: shape,
          transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`,
          fill: colour,
          'fill-opacity': isCrowded ? '0.5' : '0.85',
          stroke: isCrowded ? 'none' : 'var(--surface)',
          'stroke-width': '1',
        }),
      )
    }
    for (const { x, y, label, colour } of all) {
      if (label === '') continue
      const free = placesOf(x, y, letter * [...label].length).find(
        box =>
          box.left >= marginLeft &&
          box.left + box.width <= width - marginRight + 10 &&
          box.top >= marginTop &&
          box.top + box.height <= height - marginBottom &&
          !taken.some(other => meet(box, other)),
      )
      if (free === undefined) continue
      taken.push(free)
      const text = element('text', {
        x: free.left.toFixed(1),
        y: (free.top + lineHeight / 2).toFixed(1),
        dy: '0.32em',
        'text-anchor': 'start',
        'font-size': '11',
        fill: colour,
      })
      text.textContent = label
      group.append(text)
    }
    return group
  }

/** Draws the dots; those that the axes can't show are left out. */
export function scatterChart({ groups, x, y, alternative }: ScatterChart, size: ChartSize): Html {
  const drawn = groups.map(group => ({
    ...group,
    points: group.points.filter(point => canShow(x, point.x) && canShow(y, point.y)),
  }))
  const points = drawn.flatMap(group => group.points)
  return draw(
    {
      width: size.width,
      height: size.height,
      marginTop: y.label === '' ? 10 : 30,
      marginRight: 16,
      marginBottom: 38,
      marginLeft: 52,
      x: {
        ...scaleOf(
          x,
          points.map(point => point.x),
          size.width < 500 ? 5 : 10,
        ),
        labelAnchor: 'center',
        grid: true,
      },
      y: {
        ...scaleOf(
          y,
          points.map(point => point.y),
          6,
        ),
        tickSize: 0,
        grid: true,
      },
      marks: [dots(drawn)],
    },
    size.className,
    alternative,
  )
}
