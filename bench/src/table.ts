/** One measured rule, as `--json` prints it. */
export interface Row {
  /** As `--model` names it. */
  readonly model: string
  readonly batchSize: number
  readonly backend: string
  readonly rule: string
  /** Median of the rounds; null where it failed. */
  readonly milliseconds: number | null
  /** Median of the rounds' ratios to SGD on the same backend. */
  readonly ratio: number | null
  /** The ratio of the fastest step to SGD's fastest: what other work on the machine disturbs least. */
  readonly ratioOfFastest: number | null
  /** The least ratio to SGD that products and convolutions allow; null where it isn't about them alone. */
  readonly limit: number | null
  /** The fastest step, in milliseconds. */
  readonly min: number | null
  /** The least time, in milliseconds, that the processor spent on a step, all threads together. */
  readonly processor: number | null
  /** That over SGD's: other work on the machine makes steps wait, but hardly changes this. */
  readonly ratioOfProcessor: number | null
  readonly repetitions: number
  /** A peer's time over Planish's for the same direction on the same kind of device; null for Planish. */
  readonly againstPlanish: number | null
  /** How Planish found the groups' gradients: exactly without per-example weights, or by a loop; null for peers. */
  readonly path: string | null
  /** Why it failed: out of memory, more than the time allowed. */
  readonly failed: string | null
  readonly device: string
  readonly version: string
  /** Whether a GPU is imitated in software. */
  readonly software: boolean
}

const significant = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const number = (value: number | null): string => (value === null ? '' : significant(value))

const times = (value: number | null): string => (value === null ? '' : `${significant(value)} ×`)

/** A column of a table of `T`. */
export interface Column<T> {
  readonly title: string
  readonly text: (row: T) => string
  readonly left?: boolean
}

const columns: readonly Column<Row>[] = [
  {
    title: 'backend',
    text: ({ backend, software }) => (software ? `${backend} (imitated)` : backend),
    left: true,
  },
  { title: 'rule', text: ({ rule }) => rule, left: true },
  { title: 'ms', text: ({ milliseconds }) => number(milliseconds) },
  { title: 'fastest', text: ({ min }) => number(min) },
  { title: 'to SGD', text: ({ ratio }) => times(ratio) },
  { title: 'fastest', text: ({ ratioOfFastest }) => times(ratioOfFastest) },
  { title: 'processor', text: ({ ratioOfProcessor }) => times(ratioOfProcessor) },
  { title: 'limit', text: ({ limit }) => times(limit) },
  { title: 'to Planish', text: ({ againstPlanish }) => times(againstPlanish) },
  { title: 'steps', text: ({ repetitions }) => String(repetitions) },
  { title: 'path', text: ({ path }) => (path === 'loop' ? 'by a loop' : ''), left: true },
  { title: 'failed', text: ({ failed }) => failed ?? '', left: true },
]

/** Rows as lines of text, a column for each thing that some row has; those for which `apart` holds stand apart. */
export function textTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  apart: (before: T, row: T) => boolean = () => false,
): string[] {
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
    const before = rows[index - 1]
    return before !== undefined && apart(before, row) ? `\n${text}` : text
  })
  return [heading, ...body]
}

/** The rows of one model. */
export const table = (rows: readonly Row[]): string[] =>
  textTable(columns, rows, (before, row) => before.backend !== row.backend)
