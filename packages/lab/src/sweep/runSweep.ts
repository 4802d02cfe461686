import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { toPlanishError } from '@planish/core'
import { createRun, fileOf, optionalFile } from '../run/directory.ts'
import type { Cell } from './sweepSpec.ts'

/** How a run of a sweep ended. */
export type Outcome =
  /** It stood finished from before. */
  | { readonly status: 'done' }
  | { readonly status: 'finished'; readonly seconds: number }
  | { readonly status: 'failed'; readonly message: string }
  /** It goes on when the sweep is called again. */
  | { readonly status: 'interrupted' }

/** What {@link runSweep} takes beside the runs. */
export interface SweepOptions {
  /** Where the runs' folders stand. */
  readonly out: string
  /** How many are run at a time. */
  readonly jobs: number
  /** What starts `planish`: a program and its first arguments. */
  readonly command: readonly [program: string, ...first: string[]]
  readonly signal?: AbortSignal
  readonly onEnd?: (cell: Cell, outcome: Outcome) => void
}

const exists = async (file: string): Promise<boolean> => (await optionalFile(file)) !== undefined

/** Exit status of a run that was stopped and can go on. */
const interruptedStatus = 130

/** The end of a run's log, where its error stands. */
async function lastWords(log: string): Promise<string> {
  const text = String((await optionalFile(log)) ?? '').trimEnd()
  const at = text.lastIndexOf('planish: ')
  return at < 0 ? (text.split('\n').at(-1) ?? '') : text.slice(at + 'planish: '.length)
}

/** Runs one cell in a process of its own, from wherever it stands. */
async function runCell(cell: Cell, options: SweepOptions): Promise<Outcome> {
  const { out, jobs, command, signal } = options
  const path = join(out, cell.name)
  if (await exists(fileOf(path, 'result'))) return { status: 'done' }
  if (!(await exists(fileOf(path, 'config')))) await createRun(path, cell.config)
  const began = performance.now()
  const log = join(path, 'log.txt')
  const file = await open(log, 'a')
  const [program, ...first] = command
  const threads = String(Math.max(1, Math.floor(availableParallelism() / jobs)))
  // Not of this process's group: a Ctrl-C is this process's alone, which passes it on once.
  const child = spawn(program, [...first, 'train', '--resume', path, '--json'], {
    stdio: ['ignore', 'ignore', file.fd],
    detached: true,
    env: jobs === 1 ? process.env : { ...process.env, TF_NUM_INTRAOP_THREADS: threads },
  })
  const stop = (): void => void child.kill('SIGINT')
  const kill = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', stop)
  process.once('exit', kill)
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('exit', resolve)
    })
    if (status === 0) return { status: 'finished', seconds: (performance.now() - began) / 1000 }
    if (status === interruptedStatus) return { status: 'interrupted' }
    return { status: 'failed', message: await lastWords(log) }
  } finally {
    signal?.removeEventListener('abort', stop)
    process.removeListener('exit', kill)
    await file.close()
  }
}

/**
 * Runs all of a sweep that is not done yet, so many at a time, each in a process of its own: one that fails or is
 * killed takes none of the others with it. After a kill of any of them, the sweep is called again as it was.
 *
 * @returns how each ended, in the order of the cells
 */
export async function runSweep(cells: readonly Cell[], options: SweepOptions): Promise<readonly Outcome[]> {
  const outcomes = new Array<Outcome>(cells.length).fill({ status: 'interrupted' })
  let next = 0
  const work = async (): Promise<void> => {
    while (next < cells.length && options.signal?.aborted !== true) {
      const index = next++
      const cell = cells[index] as Cell
      const outcome = await runCell(cell, options).catch(
        (thrown): Outcome => ({ status: 'failed', message: toPlanishError('io')(thrown).message }),
      )
      outcomes[index] = outcome
      options.onEnd?.(cell, outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, cells.length) }, work))
  return outcomes
}
