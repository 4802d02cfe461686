import { PlanishError } from '@planish/core'
import { brokenTable, type Cell } from './table.ts'

/** Values of one input each, one after the other for each row. */
export interface Feature {
  readonly at: (row: number) => number
  /** Whether it is a number that was measured, not a mark of a category. */
  readonly measured: boolean
}

/** A column of more categories names things, as an identifier does, and says nothing about the next thing. */
const MOST_CATEGORIES = 1000

/** Numbers in their order, before text in the order of its letters. */
const compare = (a: Cell, b: Cell): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return (a ?? '') < (b ?? '') ? -1 : a === b ? 0 : 1
}

/** The different values of a column, sorted; every cell must hold one. */
export function valuesIn(kind: string, name: string, cells: readonly Cell[]): readonly Cell[] {
  for (const [row, cell] of cells.entries()) {
    if (cell === undefined || Number.isNaN(cell)) {
      const hint = 'fill it in, leave the row out, or choose other columns'
      throw brokenTable(kind, `row ${row + 1} has no value in the column "${name}"`, hint)
    }
    if (typeof cell === 'number' && !Number.isFinite(cell)) {
      throw brokenTable(
        kind,
        `row ${row + 1} has ${cell} in the column "${name}"`,
        'only finite numbers are read',
      )
    }
  }
  return [...new Set(cells)].sort(compare)
}

/**
 * A column as inputs: a column of numbers is one, a column of text as many as it has different values, of which the
 * row's own is 1 and the others are 0.
 */
export function featuresOf(
  kind: string,
  name: string,
  cells: readonly Cell[],
  categorical: boolean,
): readonly Feature[] {
  const values = valuesIn(kind, name, cells)
  const isText = values.some(value => typeof value === 'string')
  if (!isText && !categorical) return [{ at: row => cells[row] as number, measured: true }]
  if (values.length > MOST_CATEGORIES) {
    const words = isText ? values.filter(value => typeof value === 'string').slice(0, 3) : values.slice(0, 3)
    throw new PlanishError(
      'usage',
      `${kind}: the column "${name}" has ${values.length} different values (${words.join(', ')}, …), the limit is ${MOST_CATEGORIES}`,
      'leave it out by naming the columns to read, or mend what should be numbers',
    )
  }
  return values.map(value => ({ at: row => (cells[row] === value ? 1 : 0), measured: false }))
}
