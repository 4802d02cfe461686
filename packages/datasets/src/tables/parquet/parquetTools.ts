import type { Compressors } from 'hyparquet'
import { once } from '../../once.ts'

/** What reads Parquet, loaded by those who do. */
export interface ParquetTools
  extends Pick<
    typeof import('hyparquet'),
    'parquetMetadata' | 'parquetRead' | 'parquetSchema' | 'snappyUncompress'
  > {
  readonly parquetHeader: typeof import('hyparquet/src/column.js').parquetHeader
  /** To a size that has been checked; Snappy is hyparquet's own. */
  readonly compressors: Compressors
}

/** Loads hyparquet. */
export const parquetTools = once(async (): Promise<ParquetTools> => {
  const [hyparquet, { parquetHeader }, packed] = await Promise.all([
    import('hyparquet'),
    import('hyparquet/src/column.js'),
    import('hyparquet-compressors'),
  ])
  return {
    ...hyparquet,
    parquetHeader,
    compressors: {
      GZIP: (bytes, size) => packed.gunzip(bytes, new Uint8Array(size)),
      BROTLI: packed.decompressBrotli,
      // Into a buffer of the size: by itself it makes room for what the data state.
      ZSTD: (bytes, size) => packed.decompressZstd(bytes, new Uint8Array(size)),
      LZ4: packed.decompressLz4,
      LZ4_RAW: packed.decompressLz4Raw,
    },
  }
})
