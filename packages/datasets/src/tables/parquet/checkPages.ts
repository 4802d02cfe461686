import type { ColumnMetaData, PageHeader } from 'hyparquet'
import { checkRuns } from './checkRuns.ts'
import { structEnd } from './structEnd.ts'

/** What the checks take from hyparquet. */
export interface PageTools {
  readonly header: (reader: { view: DataView; offset: number }) => PageHeader
  readonly decompress: (bytes: Uint8Array, size: number) => Uint8Array
}

/** A column's part of a group of rows. */
export interface ColumnChunk {
  readonly meta: ColumnMetaData
  /** From the first page on. */
  readonly bytes: Uint8Array
  readonly rows: number
  readonly optional: boolean
}

const whole = (value: unknown, most: number, what: string): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new Error(`a page has ${value} ${what}, the limit is ${most}`)
}

const usesDictionary = (encoding: string): boolean =>
  encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY'

const read = ['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE', 'BYTE_STREAM_SPLIT']
/** Differences in blocks, each of miniblocks. DELTA_BYTE_ARRAY, where each text repeats the one before, can explode. */
const blocked = ['DELTA_BINARY_PACKED', 'DELTA_LENGTH_BYTE_ARRAY']
const MOST_MINIBLOCKS = 127

/** Blocks of 128 values or a multiple, in a number of two bytes or so; miniblocks, in a byte. */
function checkBlocks(page: Uint8Array, offset: number): void {
  let at = offset
  while ((page[at] ?? 0) >= 0x80 && at - offset < 3) at++
  const miniblocks = page[at + 1] ?? 0
  if ((page[at] ?? 0) >= 0x80 || miniblocks === 0 || miniblocks > MOST_MINIBLOCKS) {
    throw new Error('its blocks of differences are damaged')
  }
}

/** The values of a page: a width and runs, where they point into a dictionary or are truth values. */
function checkValues(page: Uint8Array, offset: number, encoding: string, count: number): void {
  if (blocked.includes(encoding)) checkBlocks(page, offset)
  else if (!read.includes(encoding)) throw new Error(`it is encoded as ${encoding}, which is not read`)
  if (usesDictionary(encoding)) {
    const width = page[offset]
    if (width === undefined) throw new Error('a page is cut off')
    // Width 0 means the dictionary's only value; what follows is read by nobody, or read as nothing.
    checkRuns(page, offset + 1, width, count)
  } else if (encoding === 'RLE') checkRuns(page, offset + 4, 1, count)
}

function checkDataPage(page: Uint8Array, header: PageHeader, { rows, optional }: ColumnChunk): number {
  const { num_values, encoding } = header.data_page_header ?? {}
  const count = whole(num_values, rows, 'values')
  let offset = 0
  if (optional) {
    if (page.length < 4) throw new Error('a page is cut off')
    const length = new DataView(page.buffer, page.byteOffset, page.length).getUint32(0, true)
    offset = 4 + whole(length, page.length - 4, 'bytes of levels')
    checkRuns(page.subarray(0, offset), 4, 1, count)
  }
  checkValues(page, offset, encoding ?? '', count)
  return count
}

function checkDataPageV2(
  stored: Uint8Array,
  header: PageHeader,
  { rows, optional, meta }: ColumnChunk,
  tools: PageTools,
): number {
  const v2 = header.data_page_header_v2
  const count = whole(v2?.num_values, rows, 'values')
  whole(v2?.num_nulls, count, 'missing values')
  whole(v2?.num_rows, rows, 'rows')
  whole(v2?.repetition_levels_byte_length, 0, 'bytes of repetition levels')
  const levels = whole(v2?.definition_levels_byte_length, stored.length, 'bytes of levels')
  const size = whole(header.uncompressed_page_size - levels, header.uncompressed_page_size, 'bytes')
  if (optional) checkRuns(stored.subarray(0, levels), 0, 1, count)
  const rest = stored.subarray(levels)
  const page =
    v2?.is_compressed === false || meta.codec === 'UNCOMPRESSED' ? rest : tools.decompress(rest, size)
  checkValues(page, 0, v2?.encoding ?? '', count)
  return count
}

/**
 * Walks through the pages of a column and refuses sizes and counts that hyparquet, which believes them, would fill
 * the memory or loop by.
 *
 * @returns how many bytes the pages inflate to
 */
export function checkPages(chunk: ColumnChunk, mostInflated: number, tools: PageTools): number {
  const { bytes, rows, meta } = chunk
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let inflated = 0
  let values = 0
  for (let at = 0; values < rows; ) {
    if (at >= bytes.length) throw new Error(`${values} values where ${rows} are stated`)
    const start = structEnd(bytes, at)
    const header = tools.header({ view, offset: at })
    const stored = whole(header.compressed_page_size, bytes.length - start, 'bytes')
    inflated += whole(header.uncompressed_page_size, mostInflated - inflated, 'bytes to inflate to')
    const content = bytes.subarray(start, start + stored)
    at = start + stored
    const inflate = (): Uint8Array =>
      meta.codec === 'UNCOMPRESSED' ? content : tools.decompress(content, header.uncompressed_page_size)
    if (header.type === 'DICTIONARY_PAGE') {
      whole(header.dictionary_page_header?.num_values, header.uncompressed_page_size, 'values')
    } else if (header.type === 'DATA_PAGE') values += checkDataPage(inflate(), header, chunk)
    else if (header.type === 'DATA_PAGE_V2') values += checkDataPageV2(content, header, chunk, tools)
    else throw new Error(`it has a page of type ${header.type}`)
  }
  return inflated
}
