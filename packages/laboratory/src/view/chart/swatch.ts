import { svg } from '../element.ts'
import type { SeriesStyle } from '../seriesStyle.ts'

/** A short piece of a line, for legends. */
export const swatch = ({ colour, dash }: SeriesStyle): SVGSVGElement =>
  svg(
    'svg',
    { class: 'swatch', viewBox: '0 0 30 8', 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: 30, y1: 4, y2: 4, style: `stroke:${colour}`, 'stroke-dasharray': dash }),
  )
