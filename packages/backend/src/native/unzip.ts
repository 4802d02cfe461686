import { createWriteStream } from 'node:fs'
import { chmod, mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileSize, interrupted } from '@planish/core/node'
import { openPromise } from 'yauzl'

export interface UnzipOptions {
  readonly select: (name: string) => boolean
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: (done: number) => void
}

/**
 * Unpacks the selected files of a zip archive, each under its own name below `folder`. Reads only those, one
 * at a time, as streams. A file gets its name once it is complete; one that is there in full is left alone.
 *
 * @returns the names and sizes of the selected files
 */
export async function unzip(
  archive: string,
  folder: string,
  { select, signal, onBytes }: UnzipOptions,
): Promise<Record<string, number>> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false })
  const unpacked: Record<string, number> = {}
  let done = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, uncompressedSize } = entry
      if (fileName.endsWith('/') || !select(fileName)) continue
      const target = join(folder, fileName)
      unpacked[fileName] = uncompressedSize
      if ((await fileSize(target)) === uncompressedSize) {
        done += uncompressedSize
        onBytes?.(done)
        continue
      }
      await mkdir(dirname(target), { recursive: true })
      const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          done += chunk.byteLength
          onBytes?.(done)
          yield chunk
        }
      }
      const source = await zip.openReadStreamPromise(entry)
      await pipeline(source, count, createWriteStream(`${target}.part`), { ...(signal && { signal }) })
      // Programs (ptxas) keep their right to run.
      if (((entry.externalFileAttributes >>> 16) & 0o111) !== 0) await chmod(`${target}.part`, 0o755)
      await rename(`${target}.part`, target)
    }
  } catch (thrown) {
    throw signal?.aborted ? interrupted() : thrown
  } finally {
    zip.close()
  }
  return unpacked
}
