import { PlanishError } from '@planish/core'
import type { ColumnData, CompressionCodec, Compressors, FileMetaData, SchemaTree } from 'hyparquet'
import { MOST_INFLATED } from '../../archive/limits.ts'
import { brokenTable, type Cell, noColumn, type Table } from '../table.ts'
import { checkPages } from './checkPages.ts'
import type { ParquetTools } from './parquetTools.ts'
import { structEnd } from './structEnd.ts'

const MAGIC = 'PAR1'
const TAIL = 8

/** Of all columns that are read. Each takes some tens of bytes while the table is made. */
const MOST_CELLS = 2 ** 26
/** Of a table that is worth reading each row takes a bit of the file: more is a bomb. */
const MOST_ROWS_PER_BYTE = 64

const broken = (message: string, hint?: string): PlanishError => brokenTable('Parquet', message, hint)

function metadataOf(file: Uint8Array, { parquetMetadata }: ParquetTools): FileMetaData {
  const tail = file.length < 2 * TAIL ? '' : String.fromCharCode(...file.subarray(-4))
  if (tail !== MAGIC) {
    throw broken(
      tail === 'PARE' ? 'it is encrypted' : `it does not end with ${MAGIC}: truncated, or of another format`,
    )
  }
  const length = new DataView(file.buffer, file.byteOffset, file.length).getUint32(file.length - TAIL, true)
  if (length > file.length - TAIL - MAGIC.length) {
    throw broken(`truncated, ${length} bytes of description in a file of ${file.length}`)
  }
  const end = structEnd(file.subarray(0, file.length - TAIL), file.length - TAIL - length)
  if (end > file.length - TAIL) throw broken('its description goes beyond its end')
  return parquetMetadata(file, { geoparquet: false })
}

/** The columns of plain values, and the names of those that nest. */
function schemaOf(metadata: FileMetaData, { parquetSchema }: ParquetTools): ReadonlyMap<string, SchemaTree> {
  const { children } = parquetSchema(metadata)
  const columns = new Map(children.map(child => [child.element.name, child]))
  if (columns.size < children.length) throw broken('two of its columns have one name')
  return columns
}

function wantedOf(
  columns: ReadonlyMap<string, SchemaTree>,
  wanted: readonly string[] | undefined,
): SchemaTree[] {
  const names = wanted ?? [...columns.keys()]
  const missing = names.find(name => !columns.has(name))
  if (missing !== undefined) throw noColumn('Parquet', missing, [...columns.keys()])
  return names.map(name => {
    const column = columns.get(name) as SchemaTree
    if (column.children.length > 0 || column.element.repetition_type === 'REPEATED') {
      const hint = 'leave it out by naming the columns to read'
      throw new PlanishError('usage', `Parquet: the column "${name}" holds lists or structures`, hint)
    }
    return column
  })
}

/** How the pages of each column are inflated, to a size that is checked before. */
function inflater(
  codec: CompressionCodec,
  compressors: Compressors,
  snappy: ParquetTools['snappyUncompress'],
) {
  return (bytes: Uint8Array, size: number): Uint8Array => {
    const known = compressors[codec]
    if (known !== undefined) return known(bytes, size)
    if (codec !== 'SNAPPY') throw new Error(`it is compressed by ${codec}, which is not read`)
    const inflated = new Uint8Array(size)
    snappy(bytes, inflated)
    return inflated
  }
}

/** Refuses what hyparquet would not survive. */
function check(
  file: Uint8Array,
  metadata: FileMetaData,
  columns: readonly SchemaTree[],
  tools: ParquetTools,
): number {
  const rows = Number(metadata.num_rows)
  if (!(rows >= 0) || rows > file.length * MOST_ROWS_PER_BYTE || rows * columns.length > MOST_CELLS) {
    throw broken(`${rows} rows of ${columns.length} columns in ${file.length} bytes`)
  }
  let counted = 0
  let inflated = 0
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows)
    counted += groupRows
    if (!(groupRows >= 0) || counted > rows) throw broken(`its groups have more rows than the ${rows} stated`)
    for (const { element } of columns) {
      const chunks = group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === element.name)
      const [chunk] = chunks
      const meta = chunk?.meta_data
      if (chunk === undefined || meta === undefined || chunks.length > 1 || meta.path_in_schema.length > 1) {
        throw broken(`a group of rows has no values, or others', of the column "${element.name}"`)
      }
      const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
      const end = start + Number(meta.total_compressed_size)
      if (chunk.file_path || !(start >= 0 && end >= start && end <= file.length)) {
        throw broken(`the column "${element.name}" lies outside the file`)
      }
      try {
        inflated += checkPages(
          {
            meta,
            bytes: file.subarray(start, end),
            rows: groupRows,
            optional: element.repetition_type === 'OPTIONAL',
          },
          MOST_INFLATED - inflated,
          {
            header: tools.parquetHeader,
            decompress: inflater(meta.codec, tools.compressors, tools.snappyUncompress),
          },
        )
      } catch (thrown) {
        throw broken(`the column "${element.name}": ${thrown instanceof Error ? thrown.message : thrown}`)
      }
    }
  }
  if (counted !== rows) throw broken(`its groups have ${counted} rows, ${rows} are stated`)
  return rows
}

/** A value of hyparquet's as a cell. */
function cellOf(value: unknown, column: string): Cell {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  const what = value instanceof Date ? 'times' : 'values that are neither numbers nor text'
  throw new PlanishError(
    'usage',
    `Parquet: the column "${column}" holds ${what}`,
    'make them numbers, or leave it out',
  )
}

/** Reads the columns of these names, of all where none are given. */
export async function parquetTable(
  file: Uint8Array,
  wanted: readonly string[] | undefined,
  tools: ParquetTools,
): Promise<Table> {
  const metadata = metadataOf(file, tools)
  const chosen = wantedOf(schemaOf(metadata, tools), wanted)
  const rows = check(file, metadata, chosen, tools)
  const names = chosen.map(({ element }) => element.name)
  const cells = new Map(names.map(name => [name, new Array<Cell>(rows).fill(undefined)]))
  const chunks: ColumnData[] = []
  if (names.length > 0 && rows > 0) {
    await tools.parquetRead({
      file: {
        byteLength: file.length,
        slice: (start, end) => file.slice(start, end ?? file.length).buffer,
      },
      metadata,
      columns: names,
      compressors: tools.compressors,
      onChunk: chunk => chunks.push(chunk), // an error thrown here would be nobody's
    })
  }
  for (const { columnName, columnData, rowStart } of chunks) {
    const column = cells.get(columnName)
    if (column === undefined || rowStart + columnData.length > rows) {
      throw broken('it has more rows than stated')
    }
    for (let index = 0; index < columnData.length; index++) {
      column[rowStart + index] = cellOf(columnData[index], columnName)
    }
  }
  return { columns: cells, rows }
}
