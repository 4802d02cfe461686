import { spawn } from 'node:child_process'
import { PlanishError } from '@planish/core'
import type { Entry } from './contestant.ts'

/**
 * Runs a process to its end.
 *
 * @param onMessage called with each line of JSON that it prints to standard output
 * @throws PlanishError `backend` when it fails, with the last line of its standard error
 */
export async function runOnce(
  { name, command, args, env }: Entry,
  onMessage: (message: unknown) => void,
): Promise<void> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (printed + chunk.toString()).split('\n')
    printed = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('{')) onMessage(JSON.parse(line))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-2000)
  })
  const ended = await new Promise<string | undefined>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (status, signal) =>
      resolve(status === 0 ? undefined : `it ended with ${signal ?? `status ${status}`}`),
    )
  })
  if (ended === undefined) return
  const reason = errors.trim().split('\n').at(-1) ?? ''
  throw new PlanishError('backend', [`${name}: ${ended}`, reason].filter(Boolean).join(': '))
}
