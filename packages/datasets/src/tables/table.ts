import { PlanishError } from '@planish/core'

/** What stands in a cell; `undefined` where nothing does. */
export type Cell = number | string | undefined

/** Columns of equal length under different names, in the order of the file. */
export interface Table {
  readonly columns: ReadonlyMap<string, readonly Cell[]>
  readonly rows: number
}

/** What is wrong with a file that holds a table. */
export const brokenTable = (kind: string, message: string, hint?: string): PlanishError =>
  new PlanishError('format', `${kind}: ${message}`, hint ?? 'the file is damaged or of another format')

/** A column asked for that the table has not. */
export function noColumn(kind: string, name: string, present: readonly string[]): PlanishError {
  const list = `the columns are ${present.slice(0, 30).join(', ')}${present.length > 30 ? ', …' : ''}`
  return new PlanishError('usage', `${kind}: there is no column "${name}"`, list)
}
