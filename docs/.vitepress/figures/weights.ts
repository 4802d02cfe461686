import * as Plot from '@observablehq/plot'
import { draw } from './draw.ts'

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** The factor by which a linear model's 1-SAM raises an example's weight, by how badly the example is fitted. */
export function weights(): string {
  const shifts = [0.5, 1, 2]
  const points = shifts.flatMap((shift, row) =>
    Array.from({ length: 101 }, (_, index) => {
      const z = -5 + index / 10
      return { z, ratio: sigmoid(z + shift) / sigmoid(z), name: `ρ‖x‖ = ${shift}`, row }
    }),
  )
  const ends = points.filter(({ z }) => z === -5)
  return draw(
    'Line chart: the factor falls from e to the power of ρ‖x‖ for well-fitted examples to 1 for badly fitted ones; one line each for ρ‖x‖ of 0.5, 1 and 2.',
    narrow => ({
      height: narrow ? 260 : 300,
      marginLeft: 40,
      marginRight: 20,
      marginTop: 30,
      marginBottom: 40,
      x: {
        label: narrow
          ? 'z = −t f(w): right … wrong'
          : 'z = −t f(w): fitted well on the left, badly on the right',
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { label: 'weight at w + ε over weight at w', labelArrow: 'none', grid: true, domain: [1, 7.6] },
      marks: [
        Plot.lineY(points, {
          x: 'z',
          y: 'ratio',
          z: 'name',
          stroke: ({ row }: { row: number }) => `var(--series-${row + 1})`,
          strokeWidth: 2,
        }),
        Plot.text(ends, {
          x: 'z',
          y: 'ratio',
          text: 'name',
          dy: -9,
          dx: 4,
          textAnchor: 'start',
          fill: ({ row }: { row: number }) => `var(--series-${row + 1})`,
        }),
      ],
    }),
  )
}
