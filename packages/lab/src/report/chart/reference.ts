import * as Plot from '@observablehq/plot'

/** A line across a chart to compare with, and what it stands for. */
export interface Reference {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly label: string
}

const line = { className: 'reference', stroke: 'currentColor', strokeOpacity: 0.7 } as const

export const referenceLine = ({ axis, at }: Reference): Plot.Markish =>
  axis === 'y' ? Plot.ruleY([at], line) : Plot.ruleX([at], line)

/** Its surroundings are cleared, since lines may run there. */
const halo = { text: 'label', stroke: 'var(--surface)', strokeWidth: 5, fill: 'currentColor' } as const

/**
 * Its name: below a horizontal line, at the left; to the right of an upright one, at its top, or over it where the
 * frame is full.
 */
export const referenceLabel = (reference: Reference, isOver = false): Plot.Markish =>
  reference.axis === 'y'
    ? Plot.text([reference], {
        ...halo,
        y: 'at',
        frameAnchor: 'left',
        textAnchor: 'start',
        lineAnchor: 'top',
        dy: 5,
        dx: 4,
      })
    : Plot.text([reference], {
        ...halo,
        x: 'at',
        frameAnchor: 'top',
        ...(isOver
          ? { textAnchor: 'middle', lineAnchor: 'bottom', dy: -5 }
          : { textAnchor: 'start', lineAnchor: 'top', dx: 5, dy: 2 }),
      })
