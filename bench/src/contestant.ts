import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PlanishError } from '@planish/core'
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
  readonly step: (rule: string, norm: boolean) => Promise<Answer>
  readonly stop: () => void
}

/** Starts a process of its own: native code may bring it down, and a library's settings stay there. */
export async function startContestant({ name, command, args, env }: Entry): Promise<Contestant> {
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

  const greeting = (await receive()) as Greeting
  if (!greeting.ready) throw new PlanishError('backend', greeting.message, greeting.hint)
  const { ready: _, ...about } = greeting
  return {
    name,
    ...about,
    step: async (rule, norm) => {
      child.stdin.write(`${JSON.stringify({ rule, norm } satisfies Request)}\n`)
      return (await receive()) as Answer
    },
    stop: () => child.stdin.end(),
  }
}
