import * as Plot from '@observablehq/plot'
import type { Results } from '../../../bench/src/report/results.ts'
import { draw } from './draw.ts'

interface Bar {
  readonly name: string
  readonly steps: number
  readonly ours: boolean
}

/** 1-SAM's steps of the saved comparison, in SGD steps of the same library. */
function bars({ rows }: Results, model: string): readonly Bar[] {
  return rows
    .filter(row => row.model === model && row.source.command.includes('bench:peers'))
    .filter(({ rule }) => rule.startsWith('1-sam'))
    .flatMap(({ backend, rule, ratioOfFastest }) =>
      ratioOfFastest === null
        ? []
        : [
            {
              name: backend === 'native' ? 'Planish' : `${backend}, ${rule.replace('1-sam, ', '')}`,
              steps: ratioOfFastest,
              ours: backend === 'native',
            },
          ],
    )
}

const rounded = (steps: number): string => steps.toFixed(steps < 10 ? 2 : 0)

/** What exact 1-SAM costs by each way that was measured. */
export function cost(results: Results, model: string): string {
  const all = bars(results, model)
  const spoken = all.map(({ name, steps }) => `${name} ${rounded(steps)}`).join('; ')
  return draw(`Bar chart: what a 1-SAM step costs in SGD steps of the same library. ${spoken}.`, narrow => ({
    height: 40 + 34 * all.length,
    marginLeft: narrow ? 112 : 130,
    marginRight: 40,
    marginBottom: 40,
    x: {
      type: 'log',
      domain: [1, 2 * Math.max(...all.map(({ steps }) => steps))],
      label: 'SGD steps of the same library, logarithmic',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: narrow ? 3 : 5,
      tickFormat: '~s',
      grid: true,
    },
    y: { domain: all.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.barX(all, {
        x1: 1,
        x2: 'steps',
        y: 'name',
        fill: ({ ours }: Bar) => (ours ? 'var(--series-4)' : 'var(--series-0)'),
        insetTop: 3,
        insetBottom: 3,
      }),
      Plot.text(all, {
        x: 'steps',
        y: 'name',
        text: ({ steps }: Bar) => rounded(steps),
        textAnchor: 'start',
        dx: 5,
        fill: 'currentColor',
      }),
    ],
  }))
}
