/** One measured rule, as `--json` prints it. */
export interface Row {
  /** An MLP by its widths. */
  readonly model: string
  readonly backend: string
  readonly rule: string
  /** Median of the rounds. */
  readonly milliseconds: number
  /** Median of the rounds' ratios to SGD on the same backend. */
  readonly ratio: number
  /** The least ratio to SGD that the matrix products allow; null where it isn't about them alone. */
  readonly limit: number | null
  readonly min: number
  readonly repetitions: number
  /** A peer's time over Planish's for the same direction on the same kind of device; null for Planish. */
  readonly againstPlanish: number | null
  readonly device: string
  readonly version: string
  /** Whether a GPU is imitated in software. */
  readonly software: boolean
}

const significant = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const times = (value: number | null): string => (value === null ? '' : `${significant(value)} ×`)

interface Column {
  readonly title: string
  readonly text: (row: Row) => string
  readonly left?: boolean
}

const columns: readonly Column[] = [
  {
    title: 'backend',
    text: ({ backend, software }) => (software ? `${backend} (imitated)` : backend),
    left: true,
  },
  { title: 'rule', text: ({ rule }) => rule, left: true },
  { title: 'ms', text: ({ milliseconds }) => significant(milliseconds) },
  { title: 'fastest', text: ({ min }) => significant(min) },
  { title: 'to SGD', text: ({ ratio }) => times(ratio) },
  { title: 'limit', text: ({ limit }) => times(limit) },
  { title: 'to Planish', text: ({ againstPlanish }) => times(againstPlanish) },
  { title: 'steps', text: ({ repetitions }) => String(repetitions) },
]

/** The rows of one model as lines of text, a column for each thing that some row has. */
export function table(rows: readonly Row[]): string[] {
  const shown = columns
    .map(column => ({ ...column, cells: rows.map(column.text) }))
    .filter(({ cells }) => cells.some(cell => cell !== ''))
  const line = (cell: (column: (typeof shown)[number]) => string): string =>
    shown
      .map(column => {
        const width = Math.max(column.title.length, ...column.cells.map(text => text.length))
        return column.left === true ? cell(column).padEnd(width) : cell(column).padStart(width)
      })
      .join('  ')
      .trimEnd()
  const heading = line(({ title }) => title)
  const body = rows.map((row, index) => {
    const text = line(({ cells }) => cells[index] as string)
    return index > 0 && rows[index - 1]?.backend !== row.backend ? `\n${text}` : text
  })
  return [heading, ...body]
}
