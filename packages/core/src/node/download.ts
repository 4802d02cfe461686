import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PlanishError } from '../errors.ts'
import { type Checksum, verifyChecksum } from './checksum.ts'
import { explainRefusal, requireSpace } from './diskSpace.ts'
import { type Address, fetchRest, Refused } from './fetchRest.ts'
import { fileSize } from './fileSize.ts'
import { interrupted, throwIfAborted } from './interrupted.ts'
import { dropValidator } from './validator.ts'

/** What is known of a file to download, and how to go about it. */
export interface DownloadOptions {
  readonly checksum: Checksum
  /** Its length, where it is known. */
  readonly bytes?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Bytes on disk, and in all where that is known. */
  readonly onBytes?: ((done: number, total: number | undefined) => void) | undefined
  /** What to do when no address serves the file. */
  readonly hint?: string | undefined
  /** Tries without a single new byte after which an address is given up: 5. */
  readonly attempts?: number | undefined
  /** Milliseconds to wait before the second try, 500; doubles with each. */
  readonly retryAfter?: number | undefined
  /** Milliseconds without a new byte after which a connection counts as broken: 30,000. */
  readonly stallAfter?: number | undefined
}

/**
 * Downloads a file from the first address that serves it, going on from `FILE.part` where an earlier try stopped, and
 * checks its hash.
 *
 * A connection that breaks or stalls is taken up again; the file gets its name only once it is complete and its hash
 * right. A part from which no right file comes (the file changed meanwhile) is thrown away and fetched once more.
 *
 * @throws PlanishError `io` when each address refuses, keeps breaking or serves other bytes, or the disk is full;
 * `interrupted`, and the part stays
 * @example
 * ```ts
 * import { download } from '@planish/core/node'
 *
 * const fetchWeights = (sha256: string) =>
 *   download([{ url: new URL('https://example.org/weights.bin') }], 'weights.bin', { checksum: `sha256:${sha256}` })
 * ```
 */
export async function download(
  addresses: readonly Address[],
  file: string,
  options: DownloadOptions,
): Promise<void> {
  const part = `${file}.part`
  try {
    await mkdir(dirname(file), { recursive: true })
    if (options.bytes !== undefined) {
      await requireSpace(dirname(file), Math.max(0, options.bytes - (await sizeOf(part))))
    }
    await fromFirst(addresses, part, options)
    await rename(part, file)
    await dropValidator(part)
  } catch (thrown) {
    throw explainRefusal(dirname(file), thrown)
  }
}

async function fromFirst(
  addresses: readonly Address[],
  part: string,
  options: DownloadOptions,
): Promise<void> {
  const refusals: PlanishError[] = []
  for (const address of addresses) {
    try {
      return await fetchVerified(address, part, options)
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      refusals.push(
        new PlanishError('io', thrown.message, thrown.hint ?? options.hint, { cause: thrown.cause }),
      )
    }
  }
  const [first, ...more] = refusals
  if (first !== undefined && more.length === 0) throw first
  throw new PlanishError(
    'io',
    [`${basename(part, '.part')} could not be downloaded`, ...refusals.map(({ message }) => message)].join(
      '\n  ',
    ),
    options.hint ?? first?.hint,
    { cause: first },
  )
}

/** The whole part with the right hash from one address. */
async function fetchVerified(address: Address, part: string, options: DownloadOptions): Promise<void> {
  const verify = () => verifyChecksum(part, options.checksum, options.signal)
  if (await fetchAll(address, part, options)) {
    // Of several pieces, which may be of two files.
    const fits = await verify().then(
      () => true,
      thrown => {
        if (options.signal?.aborted) throw thrown
        return false
      },
    )
    if (fits) return
    await fetchAll(address, part, options)
  }
  await verify().catch(async (thrown: unknown) => {
    if (!(thrown instanceof PlanishError) || thrown.code !== 'io') throw thrown
    await dropValidator(part)
    throw new Refused(`${address.url.host}: ${thrown.message}`, thrown.hint)
  })
}

/** Fetches until the part is whole; whether it was put together from several answers. */
async function fetchAll(address: Address, part: string, options: DownloadOptions): Promise<boolean> {
  const { signal, attempts = 5, retryAfter = 500 } = options
  let most = await sizeOf(part)
  let failures = 0
  let pieces = most > 0
  while (true) {
    try {
      await fetchRest(address, part, await sizeOf(part), options)
      return pieces
    } catch (thrown) {
      throwIfAborted(signal)
      if (thrown instanceof PlanishError || explainRefusal(part, thrown) !== thrown) throw thrown
      const size = await sizeOf(part)
      // A server that knows no ranges begins anew each time: only more than ever before is progress.
      failures = size > most ? 1 : failures + 1
      most = Math.max(most, size)
      pieces ||= size > 0
      if (failures >= attempts) throw gaveUp(address, part, thrown)
      await sleep(retryAfter * 2 ** (failures - 1), undefined, { ...(signal && { signal }) }).catch(() => {
        throw interrupted()
      })
    }
  }
}

const sizeOf = async (file: string): Promise<number> => (await fileSize(file)) ?? 0

function gaveUp({ url }: Address, part: string, cause: unknown): Refused {
  const reason =
    cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : cause
  return new Refused(
    `${basename(part, '.part')} could not be downloaded from ${url.host}: ${reason}`,
    'check the network and run it again: it goes on from where it stopped',
    { cause },
  )
}
