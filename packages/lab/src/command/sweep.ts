import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { orThrow, PlanishError } from '@planish/core'
import type { Command } from 'commander'
import { makeFolder, optionalFile, readRun } from '../run/directory.ts'
import { fileError, writeWhole } from '../run/files.ts'
import { parseJson } from '../run/parseJson.ts'
import { shellWord } from '../run/shellWord.ts'
import { versions } from '../run/versions.ts'
import { type Outcome, runSweep } from '../sweep/runSweep.ts'
import { type Cell, decodeSweep } from '../sweep/sweepSpec.ts'
import { example } from './example.ts'
import { action, fail } from './fail.ts'
import { interruption } from './interrupt.ts'
import { number } from './number.ts'
import { print, printJson } from './print.ts'
import { duration } from './progress.ts'
import { compareRuns } from './showRuns.ts'
import type { Defaults } from './train.ts'

interface Flags {
  readonly out?: string
  readonly resume?: string
  readonly jobs: number
  readonly json?: boolean
}

const readSpec = async (file: string): Promise<unknown> => {
  try {
    return orThrow(parseJson(file, await readFile(file, 'utf8')))
  } catch (thrown) {
    throw fileError(file, thrown)
  }
}

const told = (outcome: Outcome): string => {
  if (outcome.status === 'finished') return `finished in ${duration(outcome.seconds)}`
  if (outcome.status === 'failed') return `failed: ${outcome.message}`
  return outcome.status === 'done' ? 'was finished before' : 'stopped'
}

/** Says how each run ended, and how long the rest may take, on standard error. */
function teller(cells: number, jobs: number): (cell: Cell, outcome: Outcome) => void {
  const times: number[] = []
  let ended = 0
  return ({ name }, outcome) => {
    ended += 1
    if (outcome.status === 'finished') times.push(outcome.seconds)
    const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length
    const left =
      times.length === 0 || ended === cells
        ? ''
        : `; about ${duration((mean * (cells - ended)) / Math.min(jobs, cells - ended))} left`
    process.stderr.write(`[${ended}/${cells}] ${name}: ${told(outcome)}${left}\n`)
  }
}

/** A sweep's own copy of its specification, so that its folder is enough to go on. */
const specIn = (folder: string): string => join(folder, 'sweep.json')

/** The specification given, and the folder it is for: those of a sweep begun before, where it is gone on with. */
async function askedFor(
  file: string | undefined,
  { out, resume }: Flags,
): Promise<{ readonly spec: unknown; readonly folder: string }> {
  if (resume === undefined) {
    if (file === undefined) {
      throw new PlanishError('usage', 'there is no specification', 'name a JSON file, or --resume a folder')
    }
    return { spec: await readSpec(file), folder: out ?? 'runs/sweep' }
  }
  if (file !== undefined || out !== undefined) {
    throw new PlanishError(
      'usage',
      `--resume goes on with a sweep as it was begun; ${file === undefined ? '--out' : file} can’t be given with it`,
      'leave one of them out',
    )
  }
  if ((await optionalFile(specIn(resume))) === undefined) {
    throw new PlanishError(
      'usage',
      `${resume} holds no sweep: it has no sweep.json`,
      'name a folder that planish sweep has made',
    )
  }
  return { spec: await readSpec(specIn(resume)), folder: resume }
}

async function sweep(file: string | undefined, flags: Flags, defaults: Defaults): Promise<void> {
  const { jobs, json } = flags
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new PlanishError('usage', `--jobs must be a whole number from 1, not ${jobs}`)
  }
  const decode = decodeSweep({ version: 1, ...defaults, versions: versions() })
  const { spec, folder: out } = await askedFor(file, flags)
  const cells = orThrow(decode(spec))
  await makeFolder(out)
  await writeWhole(specIn(out), `${JSON.stringify(spec, null, 2)}\n`)
  const interrupted = interruption(() => {})
  const began = performance.now()
  const outcomes = await runSweep(cells, {
    out,
    jobs,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    signal: interrupted.signal,
    onEnd: teller(cells.length, jobs),
  })
  interrupted.release()
  const isFinished = (index: number): boolean => ['done', 'finished'].includes(outcomes[index]?.status ?? '')
  const finished = await Promise.all(
    cells
      .filter((_, index) => isFinished(index))
      .map(async ({ name }) => ({ name, record: await readRun(join(out, name)) })),
  )
  const again = `npx planish sweep --resume ${shellWord(out)}`
  if (json === true) {
    printJson({
      version: 1,
      runs: cells.map(({ name, settings }, index) => ({
        folder: join(out, name),
        settings,
        ...outcomes[index],
        rows: finished.find(run => run.name === name)?.record.result.rows ?? null,
      })),
    })
  }
  if (finished.length > 0) await compareRuns(join(out, 'report.html'), finished, json === true)
  if (json !== true) print(duration((performance.now() - began) / 1000))
  const failed = outcomes.filter(({ status }) => status === 'failed').length
  if (failed > 0) {
    const runs = failed === 1 ? 'one run' : `${failed} runs`
    fail(new PlanishError('io', `${runs} failed; log.txt in its folder says more`, `to try again: ${again}`))
  } else if (interrupted.signal.aborted) {
    fail(new PlanishError('interrupted', 'the sweep was interrupted', `to go on: ${again}`))
  }
}

/** `planish sweep`. */
export const addSweep = (program: Command, defaults: Defaults): Command =>
  program
    .command('sweep')
    .argument('[spec]', 'JSON file: { "base": { field: value }, "grid": { field: [values] } }')
    .description('train every combination of a grid, and compare the runs on one page')
    .option('--out <folder>', 'where the run directories stand (default: runs/sweep)')
    .option('--resume <folder>', 'go on with the sweep in this folder, as it was begun')
    .option(
      '--jobs <n>',
      `runs at a time, which share the ${availableParallelism()} cores; figures may differ in their last digits by the number of threads`,
      number,
      1,
    )
    .option('--json', 'print the results as JSON instead of a table')
    .addHelpText(
      'after',
      `
Fields are those of a run's config.json: data, noise, model, loss, rules, epochs, batchSize, learningRate, …;
those left out are as for planish train. What is finished is skipped: call it again after whatever happened.

  { "base": { "model": "mlp:128", "epochs": 10, "seeds": 3 },
    "grid": { "noise": ["none", "symmetric:0.4"], "rules": ["sgd", "sam:rho=0.03,m=1"] } }
${example('planish sweep grid.json --jobs 2 --out runs/grid')}`,
    )
    .action(
      action((file: string | undefined, flags: Flags) => sweep(file, flags, { ...defaults, rules: ['sgd'] })),
    )
