import * as Plot from '@observablehq/plot'

/** A line across a chart to compare with, and what it stands for. */
export interface Reference {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly label: string
}

const line = { className: 'reference', stroke: 'currentColor', strokeOpacity: 0.7 } as const

/** The line and its label: below a horizontal one, to the right of an upright one, at its top. */
export const referenceMarks = (reference: Reference): readonly Plot.Markish[] =>
  reference.axis === 'y'
    ? [
        Plot.ruleY([reference.at], line),
        Plot.text([reference], {
          y: 'at',
          text: 'label',
          frameAnchor: 'left',
          textAnchor: 'start',
          lineAnchor: 'top',
          dy: 5,
          dx: 4,
        }),
      ]
    : [
        Plot.ruleX([reference.at], line),
        Plot.text([reference], {
          x: 'at',
          text: 'label',
          frameAnchor: 'top',
          textAnchor: 'start',
          lineAnchor: 'top',
          dx: 5,
          dy: 2,
        }),
      ]
