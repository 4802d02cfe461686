import { spawn } from 'node:child_process'
import { interrupted, throwIfAborted } from '@planish/core/node'

/** How a child process ended; `status` is `null` when a signal ended it. */
export interface Finished {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly signal?: AbortSignal | undefined
  /** Milliseconds after which the process is killed. */
  readonly timeout?: number
}

/**
 * Runs a program to its end and collects what it wrote. Rejects when it can't be started (`ENOENT`), and with
 * an `interrupted` error when the signal is given.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { env = process.env, cwd, signal, timeout } = options
  throwIfAborted(signal)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
      ...(timeout !== undefined && { timeout }),
    })
    const stop = () => child.kill()
    signal?.addEventListener('abort', stop, { once: true })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    child.on('error', error => {
      signal?.removeEventListener('abort', stop)
      reject(error)
    })
    child.on('close', (status, killedBy) => {
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) reject(interrupted())
      else resolve({ status, signal: killedBy, ...output })
    })
  })
}

/** The first line a program prints when asked for its version, or `undefined` when it doesn't run. */
export async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  const finished = await run(command, args, { timeout: 30_000 }).catch(() => undefined)
  if (finished?.status !== 0) return undefined
  return finished.stdout.trim().split('\n')[0] ?? ''
}

/** The end of what a program said, for an error message. */
export function lastLines(finished: Finished, count = 12): string {
  return `${finished.stdout}\n${finished.stderr}`.trim().split('\n').slice(-count).join('\n')
}
