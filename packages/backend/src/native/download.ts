import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { PlanishError } from '@planish/core'
import { verifySha256 } from './digest.ts'
import { explainRefusal } from './diskSpace.ts'
import { fileSize } from './fileSize.ts'
import { interrupted } from './interrupted.ts'
import type { Address } from './packageIndex.ts'

export interface DownloadOptions {
  readonly sha256: string
  readonly signal?: AbortSignal | undefined
  /** Bytes on disk, and in all where the server says. */
  readonly onBytes?: (done: number, total: number | undefined) => void
  /** Tries without a single new byte after which to give up. */
  readonly attempts?: number
  /** Milliseconds to wait before the second try; doubles with each. */
  readonly retryAfter?: number
}

/**
 * Downloads a file, going on from `FILE.part` where an earlier try stopped, and checks its hash.
 *
 * A broken connection is taken up again; the file gets its name only once it is complete and its hash right. A
 * part from which no right file comes (the file changed meanwhile) is thrown away and fetched once more.
 *
 * @throws `io` when the server refuses, the connection keeps breaking or the hash is wrong; `interrupted`
 */
export async function download(address: Address, file: string, options: DownloadOptions): Promise<void> {
  const part = `${file}.part`
  const resumed = (await sizeOf(part)) > 0
  await fetchAll(address, part, options)
  try {
    await verifySha256(part, options.sha256, options.signal)
  } catch (thrown) {
    if (!resumed || options.signal?.aborted) throw thrown
    await fetchAll(address, part, options)
    await verifySha256(part, options.sha256, options.signal)
  }
  await rename(part, file)
}

async function fetchAll(address: Address, part: string, options: DownloadOptions): Promise<void> {
  const { signal, attempts = 5, retryAfter = 500 } = options
  let failures = 0
  while (true) {
    const before = await sizeOf(part)
    try {
      return await fetchRest(address, part, before, options)
    } catch (thrown) {
      if (signal?.aborted) throw interrupted()
      if (thrown instanceof PlanishError) throw thrown
      const explained = explainRefusal(part, thrown)
      if (explained instanceof PlanishError) throw explained
      failures = (await sizeOf(part)) > before ? 1 : failures + 1
      if (failures >= attempts) throw gaveUp(address, part, thrown)
      await sleep(retryAfter * 2 ** (failures - 1), undefined, { ...(signal && { signal }) }).catch(() => {
        throw interrupted()
      })
    }
  }
}

async function fetchRest(
  { url, headers }: Address,
  part: string,
  from: number,
  { signal, onBytes }: DownloadOptions,
): Promise<void> {
  const response = await fetch(url, {
    headers: { ...headers, 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) },
    ...(signal && { signal }),
  })
  const range = response.headers.get('content-range')
  if (response.status === 416) {
    if (range === `bytes */${from}`) return
    await rm(part, { force: true })
    throw new Error('the part on disk is longer than the file')
  }
  if (response.status >= 500 || response.status === 429)
    throw new Error(`the server answers ${response.status}`)
  if (!response.ok || response.body === null) {
    throw new PlanishError(
      'io',
      `${url.host} answers ${response.status} for ${basename(url.pathname)}`,
      'is the package index (--index, PIP_INDEX_URL) the right one, and are its credentials?',
    )
  }
  const appending = response.status === 206 && (range?.startsWith(`bytes ${from}-`) ?? false)
  let done = appending ? from : 0
  const length = response.headers.get('content-length')
  const total = length === null ? undefined : done + Number(length)
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      done += chunk.byteLength
      onBytes?.(done, total)
      yield chunk
    }
  }
  await pipeline(
    Readable.from(response.body),
    count,
    createWriteStream(part, { flags: appending ? 'a' : 'w' }),
    { ...(signal && { signal }) },
  )
  if (total !== undefined && done < total)
    throw new Error(`the connection ended after ${done} of ${total} bytes`)
}

const sizeOf = async (file: string): Promise<number> => (await fileSize(file)) ?? 0

function gaveUp({ url }: Address, part: string, cause: unknown): PlanishError {
  const reason =
    cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : cause
  return new PlanishError(
    'io',
    `${basename(part, '.part')} could not be downloaded from ${url.host}: ${reason}`,
    'check the network and run it again: it goes on from where it stopped',
    { cause },
  )
}
