import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { type PlanishError, toPlanishError } from '@planish/core'
import { readCsv, readParquet, readSafetensors, type Split } from '@planish/datasets'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as z from 'zod'
import { type Kind, kind } from '../kind.ts'
import { flag, real, whole } from '../options.ts'
import { type DataSource, once } from './dataSource.ts'

const file = z.string().min(1, 'must be named').describe('its path, without a comma in it')

const testShare = real(share => share.min(0).lt(1))
  .default(0.2)
  .describe('share of each class to test by, the same for every seed')

/** Names of columns, joined by `+`, or a list of them. */
const columnNames = (what: string) =>
  z
    .preprocess(
      value => (Array.isArray(value) ? value.join('+') : value),
      z.string().min(1, 'must be names of columns joined by +'),
    )
    .optional()
    .describe(`${what}, joined by +`)

const table = {
  file,
  label: z.string().min(1, 'must be named').describe("the column of each row's class"),
  columns: columnNames('the columns that make up the inputs; unless given all but the label'),
  categorical: columnNames('those of them that name categories although they hold numbers'),
  testShare,
  standardise: flag()
    .default(true)
    .describe('whether columns of numbers get mean 0 and standard deviation 1 over the training rows'),
}

/** Reads a file, named for itself, and says which it was if it can't be. */
const fromFile = (
  path: string,
  read: (bytes: Uint8Array, name: string) => TE.TaskEither<PlanishError, Split>,
): DataSource =>
  once(() =>
    pipe(
      TE.tryCatch(() => readFile(path), toPlanishError('io', path)),
      TE.chain(bytes => read(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), nameOf(path))),
    ),
  )

const nameOf = (path: string): string => basename(path, extname(path))

interface Names {
  readonly columns?: string | undefined
  readonly categorical?: string | undefined
}

const listed = ({ columns, categorical }: Names) => ({
  ...(columns !== undefined && { columns: columns.split('+') }),
  ...(categorical !== undefined && { categorical: categorical.split('+') }),
})

/** A specification is made of commas itself. */
const delimiters = { comma: ',', semicolon: ';', tab: '\t' } as const

/** The user's own files. */
export const fileKinds: readonly Kind<DataSource>[] = [
  kind({
    kind: 'csv',
    summary:
      'A table of numbers and categories in a CSV file (UTF-8, gzipped or not), the first line its header.',
    first: 'file',
    options: {
      ...table,
      delimiter: z
        .enum(['comma', 'semicolon', 'tab'])
        .default('comma')
        .describe('what stands between two fields'),
    },
    build: ({ file, columns, categorical, delimiter, ...options }) =>
      fromFile(file, (bytes, name) =>
        readCsv(bytes, {
          ...options,
          ...listed({ columns, categorical }),
          delimiter: delimiters[delimiter],
          name,
        }),
      ),
  }),
  kind({
    kind: 'parquet',
    summary: 'A table of numbers and categories in a Parquet file.',
    first: 'file',
    options: table,
    build: ({ file, columns, categorical, ...options }) =>
      fromFile(file, (bytes, name) =>
        readParquet(bytes, { ...options, ...listed({ columns, categorical }), name }),
      ),
  }),
  kind({
    kind: 'safetensors',
    summary:
      'Tensors "inputs" [n, …] and "labels" [n] in a safetensors file, as planish step reads its batch.',
    first: 'file',
    options: {
      file,
      classes: whole().optional().describe('number of classes; unless given one more than the largest label'),
      testShare,
    },
    build: ({ file, classes, testShare }) =>
      fromFile(file, (bytes, name) =>
        TE.fromEither(readSafetensors(bytes, { name, testShare, ...(classes !== undefined && { classes }) })),
      ),
  }),
]
