import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

// The command as it is installed: built, in a process of its own.
const command = join(import.meta.dirname, '../../../bin/planish.js')

/** Refuses to test a command that there is not. */
export function requireBuilt(): void {
  if (existsSync(join(import.meta.dirname, '../../../dist/main.js'))) return
  throw new Error('these tests run the built command: npm run build')
}

/** How a process ended, and what it had printed. */
export interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly out: string
  readonly err: string
}

/** A process of the command with an environment, and what it has printed so far. */
export function startIn(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  const printed = { out: '', err: '' }
  child.stdout?.on('data', chunk => {
    printed.out += String(chunk)
  })
  child.stderr?.on('data', chunk => {
    printed.err += String(chunk)
  })
  const ended = new Promise<Ended>(resolve =>
    child.on('close', (status, signal) => resolve({ status, signal, ...printed })),
  )
  return { child, printed, ended }
}

/** A process of the command. */
export const start = (...args: string[]) => startIn(process.env, ...args)

/** Runs the command to its end. */
export const run = (...args: string[]): Promise<Ended> => start(...args).ended
