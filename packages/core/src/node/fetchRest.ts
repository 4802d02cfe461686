import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { PlanishError } from '../errors.ts'
import { type StallWatch, stallWatch } from './stallWatch.ts'
import { dropValidator, keepValidator, readValidator } from './validator.ts'

/** Where a file is served. */
export interface Address {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
}

/** What one address does not serve, another may. */
export class Refused extends PlanishError {
  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super('io', message, hint, options)
  }
}

/** What is known of the file, and who wants to hear of it. */
export interface RestOptions {
  readonly bytes?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((done: number, total: number | undefined) => void) | undefined
  readonly stallAfter?: number | undefined
}

/**
 * Asks once for what a part of `from` bytes lacks, and writes what comes.
 *
 * @throws Refused where asking the same again is of no use; another error where it may be
 */
export async function fetchRest(
  address: Address,
  part: string,
  from: number,
  options: RestOptions,
): Promise<void> {
  // Complete already, as far as its length tells.
  if (from > 0 && from === options.bytes) return
  if (options.bytes !== undefined && from > options.bytes) {
    await discard(part)
    return fetchRest(address, part, 0, options)
  }
  const watch = stallWatch(options.stallAfter ?? 30_000, options.signal)
  try {
    const response = await request(address, part, from, watch.signal)
    if (await isComplete(response, part, from)) return
    await write(response, address, part, from, { ...options, watch })
  } catch (thrown) {
    throw watch.signal.aborted ? watch.signal.reason : thrown
  } finally {
    watch.stop()
  }
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true })
  await dropValidator(part)
}

async function request(
  { url, headers }: Address,
  part: string,
  from: number,
  signal: AbortSignal,
): Promise<Response> {
  const validator = from > 0 ? await readValidator(part, url) : undefined
  const response = await fetch(url, {
    headers: {
      ...headers,
      'accept-encoding': 'identity',
      ...(from > 0 && { range: `bytes=${from}-` }),
      ...(validator !== undefined && { 'if-range': validator }),
    },
    signal,
  })
  const { status } = response
  if (status >= 500 || status === 429) throw new Error(`the server answers ${status}`)
  if (!response.ok && status !== 416) throw new Refused(`${url.host} answers ${status} for ${nameIn(url)}`)
  return response
}

const nameIn = ({ pathname }: URL): string => basename(pathname)

/** Whether there is nothing more to fetch; a part longer than the file is thrown away. */
async function isComplete({ status, headers }: Response, part: string, from: number): Promise<boolean> {
  if (status !== 416) return false
  if (headers.get('content-range') === `bytes */${from}`) return true
  await discard(part)
  throw new Error('the part on disk is longer than the file')
}

/** What is wrong with an answer before a byte of it is read. */
function faultOf({ headers }: Response, total: number | undefined, bytes: number | undefined, url: URL) {
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity') return `sends it as ${encoding}, which was not asked for`
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '') && !/\.html?$/.test(url.pathname))
    return 'answers with a web page: a log-in, a proxy, or a notice that it has moved?'
  if (total !== undefined && bytes !== undefined && total !== bytes)
    return `has ${total} bytes of it where ${bytes} are expected`
  return undefined
}

async function write(
  response: Response,
  { url }: Address,
  part: string,
  from: number,
  { bytes, onBytes, watch }: RestOptions & { readonly watch: StallWatch },
): Promise<void> {
  const { status, headers, body } = response
  if (body === null) throw new Error('the answer is empty')
  const appending = status === 206 && (headers.get('content-range')?.startsWith(`bytes ${from}-`) ?? false)
  if (status === 206 && !appending) {
    await discard(part)
    throw new Error('the server sends another part than was asked for')
  }
  let done = appending ? from : 0
  const length = headers.get('content-length')
  const stated = length === null ? undefined : done + Number(length)
  const fault = faultOf(response, stated, bytes, url)
  if (fault !== undefined) {
    await body.cancel()
    throw new Refused(`${url.host} ${fault} (${nameIn(url)})`)
  }
  if (!appending) await keepValidator(part, url, headers)
  const total = stated ?? bytes
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      watch.heard()
      done += chunk.byteLength
      if (total !== undefined && done > total)
        throw new Refused(`${url.host} sends more than the ${total} bytes of ${nameIn(url)}`)
      onBytes?.(done, total)
      yield chunk
    }
  }
  await pipeline(Readable.from(body), count, createWriteStream(part, { flags: appending ? 'a' : 'w' }), {
    signal: watch.signal,
  })
  if (total !== undefined && done < total)
    throw new Error(`the connection ended after ${done} of ${total} bytes`)
}
