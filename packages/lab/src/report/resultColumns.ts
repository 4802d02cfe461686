import type { Figure } from '../run/record.ts'
import { count, percentNumber, seconds } from './format.ts'

/** A column of a table of results. */
export interface ResultColumn<F extends string = Figure> {
  readonly figure: F
  readonly heading: string
  /** Heading for a terminal. */
  readonly short: string
  readonly isBetter: 'higher' | 'lower'
  readonly format: (value: number) => string
}

/** What a row of such a table has: its figures, and 95 % intervals of those that were measured several times. */
export type Measured<F extends string = Figure> = { readonly [figure in F]: number | null } & {
  readonly intervals?: { readonly [figure in F]?: readonly [number, number] }
}

/** The figures of a run's table, in its order. */
export const resultColumns: readonly ResultColumn[] = [
  { figure: 'peak', heading: 'peak', short: 'peak', isBetter: 'higher', format: percentNumber },
  { figure: 'final', heading: 'final', short: 'final', isBetter: 'higher', format: percentNumber },
  {
    figure: 'noisyValidation',
    heading: 'selected',
    short: 'selected',
    isBetter: 'higher',
    format: percentNumber,
  },
  {
    figure: 'cleanTrain',
    heading: 'clean labels',
    short: 'clean',
    isBetter: 'higher',
    format: percentNumber,
  },
  { figure: 'noisyTrain', heading: 'wrong labels', short: 'wrong', isBetter: 'lower', format: percentNumber },
  { figure: 'gradientEvaluations', heading: 'gradients', short: 'grads', isBetter: 'lower', format: count },
  { figure: 'seconds', heading: 'seconds', short: 'seconds', isBetter: 'lower', format: seconds },
]

/** The figure as the table shows it; null if the row has none. */
export function shown<F extends string>(
  row: Measured<F>,
  { figure, format }: ResultColumn<F>,
): string | null {
  const value = row[figure]
  return value === null || !Number.isFinite(value) ? null : format(value)
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0

/** Half the width of the figure's 95 % interval as the table shows it; null from one seed, or if it is none at all. */
export function halfWidth<F extends string>(row: Measured<F>, column: ResultColumn<F>): string | null {
  const interval = row.intervals?.[column.figure]
  const text = shown(row, column)
  if (interval === undefined || text === null) return null
  const half = (interval[1] - interval[0]) / 2
  if (column.figure === 'gradientEvaluations' && half === 0) return null
  return column.figure === 'seconds' ? half.toFixed(decimals(text)) : column.format(half)
}

/** The rows that show a column's best value; none if all rows show the same, as then none is better. */
export function bestRows<F extends string, R extends Measured<F>>(
  rows: readonly R[],
  column: ResultColumn<F>,
): ReadonlySet<R> {
  const values = rows.flatMap(row => {
    const value: number | null = row[column.figure]
    return value === null || !Number.isFinite(value) ? [] : [value]
  })
  const texts = rows.map(row => shown(row, column))
  if (values.length === 0 || new Set(texts).size < 2) return new Set()
  const best = column.format(column.isBetter === 'higher' ? Math.max(...values) : Math.min(...values))
  return new Set(rows.filter((_, index) => texts[index] === best))
}
