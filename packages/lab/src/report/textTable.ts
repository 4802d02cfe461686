import type { Figure } from '../run/record.ts'
import { cutToWidth, displayWidth, padEnd, padStart } from './displayWidth.ts'
import { halfWidth, type Measured, type ResultColumn, resultColumns, shown } from './resultColumns.ts'

const terminalColumns = 100
const gap = '  '
const shortestLabel = 12

/** Line breaks and control characters would break the table, or the terminal. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')

/** Terminals' fonts often lack the narrow space between thousands. */
const plainSpaces = (text: string): string => text.replaceAll('\u202f', '')

/** Rows with their labels, and the columns to show of them. */
interface TextTable<F extends string> {
  /** Heading of the labels. */
  readonly heading: string
  readonly rows: readonly (Measured<F> & { readonly label: string })[]
  readonly columns: readonly ResultColumn<F>[]
}

/**
 * The table of results for a terminal: accuracies in percent, with ± half the width of the 95 % interval from two
 * seeds on. At most 100 columns wide; labels are cut to fit.
 *
 * @example
 * ```ts
 * console.log(textTable(result))
 * // rule              peak  final  selected  clean  wrong  grads  seconds
 * // 1-SAM (ρ = 0.03)  84.1   84.1      84.0   87.1    7.9   4740     30.9
 * ```
 */
export const textTable = ({ rows }: Pick<TextTable<Figure>, 'rows'>): string =>
  measuredTable({ heading: 'rule', rows, columns: resultColumns })

/** {@link textTable} of any columns. */
export function measuredTable<F extends string>({ heading, rows, columns }: TextTable<F>): string {
  const figures = columns.map(column => {
    const cells = rows.map(row => {
      const half = halfWidth(row, column)
      return plainSpaces(`${shown(row, column) ?? '–'}${half === null ? '' : ` ±${half}`}`)
    })
    return { heading: column.short, cells, width: Math.max(...[column.short, ...cells].map(displayWidth)) }
  })
  const taken = figures.reduce((sum, { width }) => sum + gap.length + width, 0)
  const labels = rows.map(({ label }) => oneLine(label))
  const labelWidth = Math.min(
    Math.max(...[heading, ...labels].map(displayWidth)),
    Math.max(shortestLabel, terminalColumns - taken),
  )
  const line = (label: string, cells: readonly string[]): string =>
    [
      padEnd(cutToWidth(label, labelWidth), labelWidth),
      ...cells.map((text, index) => padStart(text, figures[index]?.width ?? 0)),
    ].join(gap)
  return [
    line(
      heading,
      figures.map(figure => figure.heading),
    ),
    ...labels.map((label, index) =>
      line(
        label,
        figures.map(({ cells }) => cells[index] ?? ''),
      ),
    ),
  ].join('\n')
}
