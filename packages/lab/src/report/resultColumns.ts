import type { Figure, ResultRow } from '../run/record.ts'
import { count, percentNumber, seconds } from './format.ts'

/** A column of the table of results. */
export interface ResultColumn {
  readonly figure: Figure
  readonly heading: string
  /** Heading for a terminal. */
  readonly short: string
  readonly isBetter: 'higher' | 'lower'
  readonly format: (value: number) => string
}

/** The figures of the table, in its order. */
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

/** The figure as the table shows it; null if the run has none. */
export function shown(row: ResultRow, { figure, format }: ResultColumn): string | null {
  const value = row[figure]
  return value === null || !Number.isFinite(value) ? null : format(value)
}

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0

/** Half the width of the figure's 95 % interval as the table shows it; null from one seed, or if it is none at all. */
export function halfWidth(row: ResultRow, { figure, format }: ResultColumn): string | null {
  const interval = row.intervals?.[figure]
  if (interval === undefined) return null
  const half = (interval[1] - interval[0]) / 2
  if (figure === 'gradientEvaluations' && half === 0) return null
  return figure === 'seconds' ? half.toFixed(decimals(format(row.seconds))) : format(half)
}

/** The rows that show a column's best value; none if all rows show the same, as then none is better. */
export function bestRows(rows: readonly ResultRow[], column: ResultColumn): ReadonlySet<ResultRow> {
  const values = rows.flatMap(row => row[column.figure] ?? [])
  const texts = rows.map(row => shown(row, column))
  if (values.length === 0 || new Set(texts).size < 2) return new Set()
  const best = column.format(column.isBetter === 'higher' ? Math.max(...values) : Math.min(...values))
  return new Set(rows.filter((_, index) => texts[index] === best))
}
