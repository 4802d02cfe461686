import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlanishError } from '@planish/core'

const folder = fileURLToPath(new URL('../.venv', import.meta.url))
const requirements = fileURLToPath(new URL('../peers/requirements.txt', import.meta.url))
const stamp = join(folder, 'planish-requirements.txt')

const pythonOf = (environment: string): string =>
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python')

/** Runs a command, its output to standard error. */
function run(command: string, args: readonly string[], hint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: unknown): void =>
      reject(new PlanishError('io', `\`${[command, ...args].join(' ')}\` ${reason}`, hint, { cause }))
    const child = spawn(command, args, { stdio: ['ignore', process.stderr, process.stderr] })
    child.once('error', error => fail(`can't be run: ${error.message}`, error))
    child.once('close', status => (status === 0 ? resolve() : fail(`ended with status ${status}`)))
  })
}

/** The Python of an environment with the pinned peers, in bench/.venv: made when it is not there or out of date. */
export async function pythonEnvironment(say: (line: string) => void): Promise<string> {
  const wanted = await readFile(requirements, 'utf8')
  const found = await readFile(stamp, 'utf8').catch(() => undefined)
  const python = pythonOf(folder)
  if (found === wanted) return python
  say(`making a Python environment with ${wanted.trim().split('\n').join(', ')} in bench/.venv`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const base = process.platform === 'win32' ? 'python' : 'python3'
  await run(
    base,
    ['-m', 'venv', folder],
    'install Python 3.11 or newer with venv, or name one that has the peers: --python PATH',
  )
  const hint = 'see the reason above; pip takes its settings from the environment (PIP_INDEX_URL, PIP_PROXY)'
  await run(
    python,
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '-r', requirements],
    hint,
  )
  await writeFile(stamp, wanted)
  return python
}
