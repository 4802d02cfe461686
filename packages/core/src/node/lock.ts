import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { interrupted, throwIfAborted } from './interrupted.ts'

/** Who holds a lock, as written in the file. */
interface Holder {
  readonly id: string
  readonly pid: number
  readonly host: string
}

/** How a lock is waited for. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called once, when another process holds the lock. */
  readonly onWait?: (pid: number) => void
  /** Milliseconds between two looks at a lock that another one holds. */
  readonly pollEvery?: number
  /** Milliseconds without a sign of life after which a lock on another machine counts as abandoned. */
  readonly staleAfter?: number
}

/**
 * Runs `action` while no other process does so under the same lock file; waits for its turn.
 *
 * The holder touches the file every few seconds. A lock whose process is gone, or which nobody has touched for
 * long, is taken over, so that a kill leaves nothing to clean up.
 *
 * @throws what `action` throws; PlanishError `interrupted` once the signal was given
 * @example
 * ```ts
 * import { withLock } from '@planish/core/node'
 *
 * const alone = (work: () => Promise<void>) => withLock('/tmp/work.lock', {}, work)
 * ```
 */
export async function withLock<A>(file: string, options: LockOptions, action: () => Promise<A>): Promise<A> {
  const { signal, onWait, pollEvery = 500, staleAfter = abandonedAfter } = options
  await mkdir(dirname(file), { recursive: true })
  const id = randomUUID()
  let told = false
  for (;;) {
    const holder = await take(file, id, staleAfter)
    if (holder === undefined) break
    if (!told) onWait?.(holder.pid)
    told = true
    await sleep(pollEvery, undefined, { ...(signal && { signal }) }).catch(() => {
      throw interrupted()
    })
  }
  return holding(file, id, staleAfter, async () => {
    throwIfAborted(signal)
    return action()
  })
}

/**
 * Runs `action` if no other process does so under the same lock file, as {@link withLock} does; does not wait.
 *
 * @returns what `action` returns; undefined, at once, where another process is at it
 * @throws what `action` throws
 * @example
 * ```ts
 * import { ifUnlocked } from '@planish/core/node'
 *
 * const share = (work: () => Promise<string>) => ifUnlocked('/tmp/work.lock', work)
 * ```
 */
export async function ifUnlocked<A>(file: string, action: () => Promise<A>): Promise<A | undefined> {
  await mkdir(dirname(file), { recursive: true })
  const id = randomUUID()
  return (await take(file, id, abandonedAfter)) === undefined
    ? holding(file, id, abandonedAfter, action)
    : undefined
}

const abandonedAfter = 60_000

/** Takes the lock where it is free or abandoned; else tells who holds it. */
async function take(file: string, id: string, staleAfter: number): Promise<Holder | undefined> {
  for (;;) {
    if (await tryLock(file, id)) return undefined
    const holder = await readHolder(file)
    if (holder === undefined) continue // it was given back in between
    if (!(await isStale(file, holder, staleAfter))) return holder
    await removeStale(file, holder)
  }
}

/** Does the work with the lock held, and gives it back. */
async function holding<A>(
  file: string,
  id: string,
  staleAfter: number,
  action: () => Promise<A>,
): Promise<A> {
  const heartbeat = setInterval(() => void touch(file), staleAfter / 6)
  heartbeat.unref()
  try {
    return await action()
  } finally {
    clearInterval(heartbeat)
    if ((await readHolder(file))?.id === id) await rm(file, { force: true })
  }
}

/** Creates the lock with its content in one step (`link` fails where the name exists). */
async function tryLock(file: string, id: string): Promise<boolean> {
  const holder: Holder = { id, pid: process.pid, host: hostname() }
  const draft = `${file}.${id}`
  const handle = await open(draft, 'w')
  await handle.writeFile(JSON.stringify(holder)).finally(() => handle.close())
  try {
    await link(draft, file)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  } finally {
    await rm(draft, { force: true })
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Holder
  } catch {
    return { id: '', pid: 0, host: '' }
  }
}

async function isStale(file: string, holder: Holder, staleAfter: number): Promise<boolean> {
  if (holder.host === hostname() && !isAlive(holder.pid)) return true
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  return age > staleAfter
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

/** Between judging and removing, another process may have taken the lock: then it gets it back. */
async function removeStale(file: string, holder: Holder): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  await rename(file, aside).catch(() => undefined)
  if ((await readHolder(aside))?.id !== holder.id) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  await utimes(file, now, now).catch(() => undefined)
}
