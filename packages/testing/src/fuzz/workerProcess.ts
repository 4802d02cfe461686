import { type ChildProcess, fork } from 'node:child_process'
import type { BackendName } from '@planish/backend'
import { PlanishError } from '@planish/core'
import type { Answer, Greeting, Question } from './protocol.ts'

/** How a worker ended in the midst of a case. */
export interface Death {
  readonly kind: 'died'
  /** The signal or exit status, or that it answered no more. */
  readonly how: string
  /** The last of what it wrote to its standard error. */
  readonly lastWords: string
}

/** A backend in a process of its own. */
export interface WorkerProcess {
  readonly greeting: Extract<Greeting, { kind: 'started' }>
  readonly ask: (question: Question) => Promise<Answer | Death>
  readonly stop: () => void
}

/** Milliseconds without an answer after which a worker is taken to hang. */
const patience = 60_000

/**
 * glibc's checking allocator: it fills what it hands out with garbage, so that reading uninitialised memory shows
 * in the result, and aborts where a block's end was written over. Elsewhere the loader ignores both.
 */
const watchfulHeap = {
  LD_PRELOAD: 'libc_malloc_debug.so.0',
  GLIBC_TUNABLES: 'glibc.malloc.check=3:glibc.malloc.perturb=165',
}

function environmentOf(backend: BackendName): NodeJS.ProcessEnv {
  return backend === 'native' && process.platform === 'linux'
    ? { ...process.env, ...watchfulHeap }
    : process.env
}

/** The next message, or how the process ended before it. */
function next<T>(child: ChildProcess, lastWords: () => string): Promise<T | Death> {
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      settle({ kind: 'died', how: `no answer in ${patience / 1000} s`, lastWords: lastWords() })
    }, patience)
    const onMessage = (message: unknown): void => settle(message as T)
    const onExit = (status: number | null, signal: string | null): void =>
      settle({ kind: 'died', how: signal ?? `exit status ${status}`, lastWords: lastWords() })
    function settle(result: T | Death): void {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(result)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
  })
}

/**
 * Starts a worker.
 *
 * @param script the file that `worker.ts` was built to
 * @throws PlanishError `backend` when the backend is missing
 */
export async function startWorker(script: string, backend: BackendName): Promise<WorkerProcess> {
  const child = fork(script, [backend], {
    serialization: 'advanced',
    execArgv: [],
    env: environmentOf(backend),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let written = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-2_000)
  })
  const lastWords = (): string => written.trim()
  const greeting = await next<Greeting>(child, lastWords)
  if (greeting.kind === 'missing') {
    child.kill()
    throw new PlanishError('backend', `${backend} is missing: ${greeting.message}`, greeting.hint)
  }
  if (greeting.kind === 'died') {
    throw new PlanishError('backend', `${backend} does not start: ${greeting.how}\n${greeting.lastWords}`)
  }
  return {
    greeting,
    ask: question => {
      const answer = next<Answer>(child, lastWords)
      child.send(question)
      return answer
    },
    stop: () => child.kill(),
  }
}
