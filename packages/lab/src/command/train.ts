import { join } from 'node:path'
import { orThrow, PlanishError } from '@planish/core'
import { withLock } from '@planish/core/node'
import { type Command, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeConfig } from '../run/config.ts'
import { createRun, type RunDirectory, readConfig, readRun, requireVacant } from '../run/directory.ts'
import { openRun } from '../run/openRun.ts'
import { type Prepared, prepare } from '../run/prepare.ts'
import type { ExperimentConfig, RunRecord } from '../run/record.ts'
import { resumeCommand } from '../run/resumeCommand.ts'
import { runExperiment } from '../run/runExperiment.ts'
import { changes, versions } from '../run/versions.ts'
import { downloadProgress } from './data/downloadProgress.ts'
import { diverged } from './diverged.ts'
import { example } from './example.ts'
import { action } from './fail.ts'
import { interruption } from './interrupt.ts'
import { number } from './number.ts'
import { print } from './print.ts'
import { duration, progress } from './progress.ts'
import { showRun } from './showRun.ts'

/** What a run starts from where no flag says otherwise: the setting of the reproduction. */
export type Defaults = Omit<ExperimentConfig, 'version' | 'versions'>

/** Flags of a run, as commander delivers them; those not given are undefined. */
export interface RunFlags extends Partial<Omit<Defaults, 'rules' | 'trainExamples'>> {
  readonly rule?: string[]
  readonly examples?: number
  readonly out?: string
  readonly resume?: string
  readonly checkpointEvery?: number
  readonly quick?: boolean
  readonly json?: boolean
}

const collect = (text: string, previous: string[] = []): string[] => [...previous, text]

/** The flags that `train` and `reproduce` share. */
export function withRunFlags(command: Command, defaults: Defaults, rules: readonly string[]): Command {
  const add = (flag: string, what: string, fallback: unknown): void => {
    const shown = fallback === null ? 'all' : String(fallback)
    const option = new Option(flag, `${what} (default: ${shown})`)
    command.addOption(typeof fallback === 'string' ? option : option.argParser(number))
  }
  add(
    '--data <spec>',
    'data set: fashionMnist, cifar10, idx:FOLDER, … (planish list datasets)',
    defaults.data,
  )
  add(
    '--noise <spec>',
    'label noise: symmetric:RATE, asymmetric:cifar10,rate=RATE, … or none (planish list noise)',
    defaults.noise,
  )
  add('--model <spec>', 'model: mlp:512x512, linear, … (planish list models)', defaults.model)
  add(
    '--loss <spec>',
    'loss, as crossEntropy or generalisedCrossEntropy:q=0.7 (planish list losses)',
    defaults.loss,
  )
  command.option(
    '--rule <spec>',
    `gradient rule, repeatable: sgd, sam:rho=0.03,m=1, … (planish list rules) (default: ${rules.join(' ')})`,
    collect,
  )
  add('--epochs <n>', 'passes over the training examples', defaults.epochs)
  add('--batch-size <n>', 'examples a step', defaults.batchSize)
  add('--learning-rate <x>', 'learning rate', defaults.learningRate)
  add('--momentum <x>', 'momentum', defaults.momentum)
  add('--weight-decay <x>', 'weight decay, outside the loss', defaults.weightDecay)
  add('--examples <n>', 'use n of the training examples, drawn by the seed', defaults.trainExamples)
  add('--validation <n>', 'noisy examples set aside, a count or a share below 1', defaults.validation)
  add('--measured <n>', 'training examples measured after each epoch', defaults.measured)
  add('--seed <n>', 'first seed', defaults.seed)
  add('--seeds <n>', 'number of seeds; several add means and intervals', defaults.seeds)
  add('--backend <name>', 'auto, native, webgpu, wasm or cpu', defaults.backend)
  return command
    .option('--out <folder>', `run directory to make (default: runs/${command.name()}-TIME)`)
    .option('--resume <folder>', 'go on with the run in this folder, as it was configured')
    .option(
      '--checkpoint-every <n>',
      'steps of an epoch from one checkpoint to the next (default: half a minute’s worth); an epoch’s end and Ctrl-C make one too',
      number,
    )
    .option('--json', 'print the result as JSON instead of a table')
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** The flag that sets a field of the configuration. */
export const flagOf = (field: string): string =>
  field === 'rules' ? '--rule' : field === 'trainExamples' ? '--examples' : `--${kebab(field)}`

function configOf(
  { rule, examples, out, resume, checkpointEvery, json, quick, ...flags }: RunFlags,
  defaults: Defaults,
): ExperimentConfig {
  const given = {
    ...flags,
    ...(rule !== undefined && { rules: rule }),
    ...(examples !== undefined && { trainExamples: examples }),
  }
  return orThrow(decodeConfig(flagOf)({ version: 1, ...defaults, ...given, versions: versions() }))
}

const timestamp = (): string => new Date().toISOString().slice(0, 19).replaceAll(':', '-')

/** A run that is ready to go on. */
interface Ready {
  readonly directory: RunDirectory
  readonly prepared: Prepared
}

/** What a run needs before its first step; data that has to be fetched is, which is shown. */
async function preparedOf(config: ExperimentConfig): Promise<Prepared> {
  const shown = downloadProgress()
  return orThrow(await prepare(config, { onProgress: shown.onProgress })().finally(shown.stop))
}

/** Makes a run directory, once it is certain that the run can begin. */
async function begin(name: string, flags: RunFlags, defaults: Defaults): Promise<Ready> {
  const path = flags.out ?? `runs/${name}-${timestamp()}`
  const config = configOf(flags, defaults)
  await requireVacant(path)
  const prepared = await preparedOf(config)
  // The backend by name, so that the run goes on where it began whatever `auto` would choose by then.
  return { prepared, directory: await createRun(path, { ...config, backend: prepared.backend.name }) }
}

function requireNothingElse({ resume, checkpointEvery, json, ...others }: RunFlags): void {
  const [other] = Object.keys(others)
  if (other === undefined) return
  throw new PlanishError(
    'usage',
    `--resume goes on with a run as it was configured; --${kebab(other)} can’t be given with it`,
    `to begin a new run leave out --resume; to go on leave out --${kebab(other)}`,
  )
}

/** What went wrong once there was a run directory, with how to go on. */
function resumable({ code, message, hint, cause }: PlanishError, path: string): PlanishError {
  if (code === 'format' || code === 'usage') return new PlanishError(code, message, hint, { cause })
  const goOn = resumeCommand(path)
  return new PlanishError(
    code,
    message,
    hint === undefined ? `to go on: ${goOn}` : `${hint}, then: ${goOn}`,
    {
      cause,
    },
  )
}

function requireWhole({ checkpointEvery = 1 }: RunFlags): void {
  if (Number.isInteger(checkpointEvery) && checkpointEvery >= 1) return
  throw new PlanishError(
    'usage',
    `--checkpoint-every must be a whole number from 1, not ${checkpointEvery}`,
    'leave it out to save every half minute',
  )
}

async function run({ directory, prepared }: Ready, { checkpointEvery }: RunFlags): Promise<RunRecord> {
  const { path } = directory
  const { name, device } = prepared.backend
  process.stderr.write(
    `${directory.checkpoint === undefined ? 'writing to' : 'going on with'} ${path}, on ${name} (${device})\n`,
  )
  for (const change of changes(directory.config.versions)) {
    process.stderr.write(`note: ${change}: the figures may differ in their last digits\n`)
  }
  const shown = progress()
  const interrupted = interruption(shown.stop)
  const finished = await runExperiment(directory, prepared, {
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    signal: interrupted.signal,
    onEvent: shown.onEvent,
  })()
  shown.stop()
  interrupted.release()
  const record = orThrow(
    pipe(
      finished,
      E.mapLeft(error => resumable(error, path)),
    ),
  )
  for (const line of diverged(record)) process.stderr.write(`note: ${line}\n`)
  return record
}

/** Goes on with a run; where it is finished there is nothing to do. */
async function goOn(path: string, flags: RunFlags): Promise<RunRecord> {
  const directory = await openRun(path)
  if (directory.finished) return readRun(path)
  return run({ directory, prepared: await preparedOf(directory.config) }, flags)
}

/** Keeps other processes off a run meanwhile: two would write into each other's files. */
const alone = <A>(path: string, work: () => Promise<A>): Promise<A> =>
  withLock(
    join(path, 'lock'),
    {
      onWait: pid => process.stderr.write(`process ${pid} is at work on ${path}; waiting for it to end\n`),
    },
    work,
  )

/** Trains what the flags say, or goes on with a run, and leaves a run directory with its report. */
export async function runFromFlags(name: string, flags: RunFlags, defaults: Defaults): Promise<void> {
  const began = performance.now()
  const show = (path: string, record: RunRecord) => showRun(path, record, flags.json === true)
  const { resume } = flags
  requireWhole(flags)
  if (resume === undefined) {
    const ready = await begin(name, flags, defaults)
    const { path } = ready.directory
    await alone(path, async () => show(path, await run(ready, flags)))
  } else {
    requireNothingElse(flags)
    await readConfig(resume) // nothing is written into a folder that is no run
    await alone(resume, async () => show(resume, await goOn(resume, flags)))
  }
  if (flags.json !== true) print(duration((performance.now() - began) / 1000))
}

/** `planish train`. */
export function addTrain(program: Command, defaults: Defaults): Command {
  const rules = ['sgd']
  return withRunFlags(
    program
      .command('train')
      .description('train rules on noisy labels and write a run directory with a report'),
    defaults,
    rules,
  )
    .addHelpText(
      'after',
      example(
        'planish train --data idx:fashion-mnist --noise symmetric:0.4 --rule sgd --rule sam:rho=0.03,m=1 --epochs 30',
      ),
    )
    .action(action((flags: RunFlags) => runFromFlags('train', flags, { ...defaults, rules })))
}
