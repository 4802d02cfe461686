import { PlanishError, random, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { type Dataset, identityScale, type Split } from '../dataset.ts'
import { stratify } from '../stratify.ts'
import { type Feature, featuresOf, valuesIn } from './features.ts'
import { brokenTable, type Cell, noColumn, type Table } from './table.ts'
import type { TableOptions } from './tableOptions.ts'

const MOST_VALUES = 2 ** 28

const usage = (kind: string, message: string, hint?: string): PlanishError =>
  new PlanishError('usage', `${kind}: ${message}`, hint)

/** The cells of a column, or an error that lists those there are. */
function column({ columns }: Table, kind: string, name: string): readonly Cell[] {
  const cells = columns.get(name)
  if (cells !== undefined) return cells
  throw noColumn(kind, name, [...columns.keys()])
}

/** What each class is called, and the class of each row. */
function classesOf(
  kind: string,
  name: string,
  cells: readonly Cell[],
): { names: string[]; labels: Int32Array } {
  const values = valuesIn(kind, name, cells)
  const quantity = values.find(value => typeof value === 'number' && !Number.isInteger(value))
  if (quantity !== undefined) {
    const hint = 'a label is a whole number or a name; quantities are not predicted'
    throw usage(kind, `the label "${name}" is ${quantity} in some row`, hint)
  }
  const huge = values.find(value => typeof value === 'number' && !Number.isSafeInteger(value))
  if (huge !== undefined) {
    const hint = 'beyond 2^53 neighbours can’t be told apart: write labels as text, as id-9007199254740993'
    throw usage(kind, `the label "${name}" is ${huge} in some row`, hint)
  }
  const numbers = new Map(values.map((value, label) => [value, label]))
  return { names: values.map(String), labels: Int32Array.from(cells, cell => numbers.get(cell) ?? -1) }
}

/** How a feature's values become inputs: x / divide − mean, by the statistics of the rows that are trained on. */
function standardised({ at }: Feature, train: Int32Array): (row: number) => number {
  let [sum, squares] = [0, 0]
  for (const row of train) sum += at(row)
  const mean = sum / Math.max(1, train.length)
  for (const row of train) squares += (at(row) - mean) ** 2
  const deviation = Math.sqrt(squares / Math.max(1, train.length))
  // A constant says nothing: it becomes 0, not the noise of its rounding.
  return deviation > 1e-12 * Math.abs(mean) ? row => (at(row) - mean) / deviation : row => at(row) - mean
}

function fill(kind: string, rows: Int32Array, columns: readonly ((row: number) => number)[]): Float32Array {
  const inputs = new Float32Array(rows.length * columns.length)
  for (const [index, row] of rows.entries()) {
    for (const [place, at] of columns.entries()) {
      const value = at(row)
      inputs[index * columns.length + place] = value
      if (!Number.isFinite(inputs[index * columns.length + place])) {
        throw brokenTable(kind, `row ${row + 1} has a number that float32 can't hold`, 'rescale its column')
      }
    }
  }
  return inputs
}

function build(kind: string, table: Table, options: TableOptions): Split {
  const { label, categorical = [], name = 'table', testShare = 0.2, key = random.key(0) } = options
  if (!(testShare >= 0 && testShare < 1)) throw usage(kind, `testShare must be in [0, 1), not ${testShare}`)
  const labelCells = column(table, kind, label)
  const chosen = options.columns ?? [...table.columns.keys()].filter(other => other !== label)
  if (chosen.includes(label)) throw usage(kind, `the label "${label}" can't be an input too`)
  if (new Set(chosen).size < chosen.length) throw usage(kind, 'columns names a column twice')
  const stray = categorical.find(other => !chosen.includes(other))
  if (stray !== undefined) throw usage(kind, `categorical names "${stray}", which is no input`)
  if (chosen.length === 0) throw usage(kind, 'it has no column beside the label')
  if (table.rows === 0) throw brokenTable(kind, 'it has no rows')
  const { names, labels } = classesOf(kind, label, labelCells)
  const features = chosen.flatMap(other =>
    featuresOf(kind, other, column(table, kind, other), categorical.includes(other)),
  )
  if (features.length * table.rows > MOST_VALUES) {
    const message = `${table.rows} rows of ${features.length} inputs are more than ${MOST_VALUES} values`
    throw usage(kind, message, 'name the columns to read')
  }
  const { train, test } = stratify(labels, names.length, testShare, key)
  const columns = features.map(feature =>
    feature.measured && options.standardise !== false ? standardised(feature, train) : feature.at,
  )
  const half = (rows: Int32Array): Dataset => ({
    name,
    inputs: fill(kind, rows, columns),
    inputShape: [features.length],
    labels: rows.map(row => labels[row] as number),
    classes: names.length,
    classNames: names,
    scale: identityScale,
  })
  return { train: half(train), test: half(test) }
}

/** Makes a data set of a table; `kind` is what errors call the file. */
export const tableSplit =
  (kind: string, options: TableOptions) =>
  (table: Table): E.Either<PlanishError, Split> =>
    E.tryCatch(() => build(kind, table, options), toPlanishError('format'))
