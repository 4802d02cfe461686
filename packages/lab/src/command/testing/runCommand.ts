import { vi } from 'vitest'
import { main } from '../program.ts'

/** What a command printed, and the status that its process would end with. */
export interface CommandResult {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs the command in this process. */
export async function runCommand(...args: string[]): Promise<CommandResult> {
  const written = { out: '', err: '' }
  const collect =
    (stream: keyof typeof written) =>
    (chunk: unknown): boolean => {
      written[stream] += String(chunk)
      return true
    }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(collect('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(collect('err')),
  ]
  try {
    await main(['node', 'planish', ...args])
    return { status: Number(process.exitCode ?? 0), ...written }
  } finally {
    process.exitCode = undefined
    for (const spy of spies) spy.mockRestore()
  }
}
