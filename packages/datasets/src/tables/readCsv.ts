import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { gunzipIfNeeded } from '../archive/gunzip.ts'
import type { Split } from '../dataset.ts'
import { once } from '../once.ts'
import { brokenTable, type Cell, type Table } from './table.ts'
import type { TableOptions } from './tableOptions.ts'
import { tableSplit } from './tableSplit.ts'

/** What {@link readCsv} takes beside the file. */
export interface CsvOptions extends TableOptions {
  /** Between two fields: one character; a comma unless given. */
  readonly delimiter?: string
}

const loadParser = once(() => import('papaparse'))

type Papa = Pick<typeof import('papaparse'), 'parse'>

/** What pandas takes for a missing value too. */
const missing = new Set(
  '|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  ),
)

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A column is of numbers where every field that is not missing is one, and of text otherwise. */
function cellsOf(fields: readonly string[]): Cell[] {
  const texts = fields.map(field => field.trim()).map(text => (missing.has(text) ? undefined : text))
  return texts.every(text => text === undefined || decimal.test(text))
    ? texts.map(text => (text === undefined ? undefined : Number(text)))
    : texts
}

function textOf(bytes: Uint8Array): E.Either<PlanishError, string> {
  return E.tryCatch(
    () => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    () => brokenTable('CSV', 'it is not UTF-8 text', 'save it in the encoding UTF-8'),
  )
}

function parse(text: string, delimiter: string, papa: Papa): Table {
  const { data, errors } = papa.parse<string[]>(text, { delimiter, skipEmptyLines: true })
  const [error] = errors
  if (error !== undefined) {
    const where = error.row === undefined ? '' : error.row === 0 ? 'the header: ' : `row ${error.row}: `
    throw brokenTable(
      'CSV',
      `${where}${error.message}`,
      'a quotation mark within quotation marks is written twice',
    )
  }
  const [header, ...rows] = data
  if (header === undefined) throw brokenTable('CSV', 'it is empty')
  const names = header.map(name => name.trim())
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (name === '') {
      const hint = 'the first line names the columns; pandas writes no index with index=False'
      throw brokenTable('CSV', `column ${index + 1} has no name`, hint)
    }
    if (seen.has(name)) throw brokenTable('CSV', `the column "${name}" comes twice`)
    seen.add(name)
  }
  for (const [index, row] of rows.entries()) {
    if (row.length !== names.length) {
      const message = `row ${index + 1} has ${row.length} fields, the header ${names.length}`
      throw brokenTable('CSV', message, `is "${delimiter}" what stands between the fields?`)
    }
  }
  const columns = new Map(names.map((name, at) => [name, cellsOf(rows.map(row => row[at] as string))]))
  return { columns, rows: rows.length }
}

const delimiterFault = (delimiter: string): boolean =>
  typeof delimiter !== 'string' || delimiter.length !== 1 || '"\r\n\ufeff'.includes(delimiter)

/**
 * The data set in a CSV file (RFC 4180, gzipped or not): UTF-8, the first line names the columns. A column whose
 * fields all are decimal numbers is one input, any other one input for each of its values (1 for the row's own, 0 for
 * the rest). Classes are the values of the label's column, sorted. Rows are counted from 1, without the header.
 *
 * @returns PlanishError `format`: not UTF-8, broken quoting, a row of too few or too many fields, a missing value
 * (with its row and column); `usage`: a column that is not there, a column of more than 1,000 different texts, a label
 * that is a quantity
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { readCsv } from '@planish/datasets'
 *
 * const file = new TextEncoder().encode('length,colour,kind\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n4.5,red,b\n')
 * const { train } = orThrow(await readCsv(file, { label: 'kind', testShare: 0.5 })())
 * train.inputShape // [3]: length, blue, red
 * ```
 */
export const readCsv = (bytes: Uint8Array, options: CsvOptions): TE.TaskEither<PlanishError, Split> => {
  const { delimiter = ',' } = options
  if (delimiterFault(delimiter)) {
    return TE.left(
      new PlanishError('usage', `CSV: delimiter must be one character, not ${JSON.stringify(delimiter)}`),
    )
  }
  return pipe(
    TE.tryCatch(loadParser, toPlanishError('io', 'the parser of CSV')),
    TE.chainEitherK(({ default: papa }) =>
      pipe(
        gunzipIfNeeded(bytes),
        E.chain(textOf),
        E.chain(text => E.tryCatch(() => parse(text, delimiter, papa), toPlanishError('format'))),
        E.chain(tableSplit('CSV', options)),
      ),
    ),
  )
}
