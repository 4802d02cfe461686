import { execFile } from 'node:child_process'

/** How a command ended, and what it printed on both streams. */
export interface Ended {
  readonly status: number
  readonly output: string
  readonly stdout: string
}

/** How and where {@link command} runs. */
export interface CommandOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** Milliseconds after which it is killed; default ten minutes. */
  readonly timeout?: number
}

/** Runs a program to its end; a program that fails is an answer, not an exception. */
export const command = (program: string, args: readonly string[], options: CommandOptions): Promise<Ended> =>
  new Promise(resolve => {
    const { cwd, env = process.env, timeout = 600_000 } = options
    const shell = process.platform === 'win32' // where npm's commands are scripts
    execFile(
      program,
      [...args],
      { cwd, env, timeout, shell, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        const reason = error !== null && typeof error.code !== 'number' ? `\n${error.message}` : ''
        resolve({ status, stdout, output: `${stdout}${stderr}${reason}`.trim() })
      },
    )
  })
