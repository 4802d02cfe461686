import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PlanishError, toPlanishError } from '@planish/core'
import type { Answer, Greeting, Request, Rule } from './protocol.ts'

/** How to start a process that is measured. */
export interface Entry {
  /** What its rows are headed with. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** A process that has started and runs steps when asked. */
export interface Contestant {
  readonly name: string
  readonly device: string
  readonly version: string
  readonly software: boolean
  readonly rules: readonly Rule[]
  /** Runs a step. A process that ends or takes too long has failed at it, and is started anew for the next. */
  readonly step: (rule: string, norm: boolean) => Promise<Answer>
  readonly stop: () => void
}

type Ready = Extract<Greeting, { ready: true }>

/** A process while it lives. */
interface Life {
  readonly greeting: Ready
  readonly ask: (request: Request) => Promise<Answer>
  readonly end: () => void
}

/** Kills the process when what it is asked for takes too long. */
async function within<T>(child: ChildProcess, seconds: number, answer: Promise<T>): Promise<T> {
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, seconds * 1_000)
  try {
    return await answer
  } catch (thrown) {
    if (!late) throw thrown
    throw new PlanishError('backend', `more than ${seconds} s`, 'allow more: --limit SECONDS')
  } finally {
    clearTimeout(timer)
  }
}

async function bringToLife({ name, command, args, env }: Entry, seconds: number): Promise<Life> {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (status, signal) =>
      resolve(signal === null ? `it ended with status ${status}` : `it was killed by ${signal}`),
    )
  })
  child.stdin.on('error', () => {}) // of a process that has ended, which is said below
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  /** The next message; libraries may print lines of their own. */
  async function receive(): Promise<unknown> {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) {
        const reason = errors.trim().split('\n').at(-1) ?? ''
        throw new PlanishError('backend', [`${name}: ${await ended}`, reason].filter(Boolean).join(': '))
      }
      if (value.startsWith('{')) return JSON.parse(value)
    }
  }

  const greeting = (await within(child, seconds, receive())) as Greeting
  if (!greeting.ready) throw new PlanishError('backend', greeting.message, greeting.hint)
  return {
    greeting,
    ask: async request => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return (await within(child, seconds, receive())) as Answer
    },
    end: () => child.stdin.end(),
  }
}

/**
 * Starts a process of its own: native code may bring it down, and a library's settings stay there.
 *
 * @param seconds that a start and a step may take
 */
export async function startContestant(entry: Entry, seconds: number): Promise<Contestant> {
  let life: Life | undefined = await bringToLife(entry, seconds)
  const { ready: _, ...about } = life.greeting
  return {
    name: entry.name,
    ...about,
    step: async (rule, norm) => {
      try {
        life ??= await bringToLife(entry, seconds)
        return await life.ask({ rule, norm })
      } catch (thrown) {
        life?.end()
        life = undefined
        return { failed: toPlanishError('backend')(thrown).message }
      }
    },
    stop: () => life?.end(),
  }
}
