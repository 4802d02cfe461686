import { setAttributes, svg } from '../element.ts'
import type { SeriesStyle } from '../seriesStyle.ts'
import { type Scale, stepScale } from './scale.ts'

/** A line: y at each step; null where there is nothing to show. */
export interface Series {
  readonly label: string
  readonly style: SeriesStyle
  readonly points: readonly { readonly step: number; readonly y: number | null }[]
}

/** A chart that is drawn anew whenever there is more to show. */
export interface LineChart {
  readonly element: SVGSVGElement
  /** `alternative` is the picture in words. */
  readonly draw: (series: readonly Series[], y: Scale, alternative: string) => void
}

const size = { width: 340, height: 190 }
const frame = { left: 46, right: 18, top: 10, bottom: 34 }
const inner = {
  width: size.width - frame.left - frame.right,
  height: size.height - frame.top - frame.bottom,
}

const yAt = (y: Scale, value: number): number => frame.top + (1 - y.at(value)) * inner.height

function gridLines(y: Scale, format: (value: number) => string): SVGElement[] {
  return y.ticks.flatMap(tick => {
    const height = yAt(y, tick)
    return [
      svg('line', { class: 'grid', x1: frame.left, x2: size.width - frame.right, y1: height, y2: height }),
      svg('text', { x: frame.left - 6, y: height + 4, 'text-anchor': 'end' }, format(tick)),
    ]
  })
}

function stepTicks(x: Scale): SVGElement[] {
  return x.ticks.map(tick =>
    svg(
      'text',
      { x: frame.left + x.at(tick) * inner.width, y: size.height - 18, 'text-anchor': 'middle' },
      String(tick),
    ),
  )
}

/** The path of a line, broken where there is nothing to show. */
function pathOf(points: Series['points'], x: Scale, y: Scale): string {
  let command = 'M'
  const parts = points.map(({ step, y: value }) => {
    if (value === null || !Number.isFinite(value)) {
      command = 'M'
      return ''
    }
    const part = `${command}${(frame.left + x.at(step) * inner.width).toFixed(1)} ${yAt(y, value).toFixed(1)}`
    command = 'L'
    return part
  })
  return parts.join('')
}

/** An empty chart over the steps of a race. */
export function createLineChart(yFormat: (value: number) => string): LineChart {
  const axes = svg('g', { class: 'axes' })
  const lines = svg('g', { class: 'lines' })
  const element = svg(
    'svg',
    { class: 'chart', viewBox: `0 0 ${size.width} ${size.height}`, role: 'img' },
    axes,
    lines,
  )
  const xLabel = svg(
    'text',
    { x: frame.left + inner.width / 2, y: size.height - 3, 'text-anchor': 'middle' },
    'step',
  )
  return {
    element,
    draw: (series, y, alternative) => {
      const last = Math.max(...series.flatMap(({ points }) => points.map(({ step }) => step)))
      const x = stepScale(last)
      axes.replaceChildren(...gridLines(y, yFormat), ...stepTicks(x), xLabel)
      lines.replaceChildren(
        ...series.map(({ style, points }) =>
          svg('path', {
            d: pathOf(points, x, y),
            style: `stroke:${style.colour}`,
            'stroke-dasharray': style.dash,
          }),
        ),
      )
      setAttributes(element, { 'aria-label': alternative })
    },
  }
}
