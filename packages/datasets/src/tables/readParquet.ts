import { PlanishError, toPlanishError } from '@planish/core'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Split } from '../dataset.ts'
import { parquetTable } from './parquet/parquetTable.ts'
import { parquetTools } from './parquet/parquetTools.ts'
import { brokenTable } from './table.ts'
import type { TableOptions } from './tableOptions.ts'
import { tableSplit } from './tableSplit.ts'

/**
 * The data set in a Parquet file: columns of numbers, truth values and text, read by hyparquet; compressed by Snappy,
 * Zstandard, gzip, Brotli, LZ4 or not at all. Columns become inputs and classes as `readCsv` says, truth values 0
 * and 1; columns that are not named are not read.
 *
 * @returns PlanishError `format`: truncated, damaged, encrypted, a missing value (with its row and column), more than
 * 2²⁶ cells or 1 GiB inflated; `usage`: a column that is not there or holds lists, structures, times or bytes, and as
 * `readCsv`
 * @example
 * ```ts
 * import { readParquet } from '@planish/datasets'
 *
 * const load = (file: Uint8Array) => readParquet(file, { label: 'species', standardise: false }) // await load(file)()
 * ```
 */
export const readParquet = (bytes: Uint8Array, options: TableOptions): TE.TaskEither<PlanishError, Split> => {
  const wanted = options.columns && [options.label, ...options.columns]
  return pipe(
    TE.tryCatch(parquetTools, toPlanishError('io', 'the reader of Parquet')),
    TE.chain(tools =>
      TE.tryCatch(
        () => parquetTable(bytes, wanted, tools),
        thrown =>
          thrown instanceof PlanishError
            ? thrown
            : brokenTable('Parquet', toPlanishError('format')(thrown).message.replace(/^parquet /, '')),
      ),
    ),
    TE.chainEitherK(tableSplit('Parquet', options)),
  )
}
