import { orThrow, PlanishError } from '@planish/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { decodeConfig } from '../run/config.ts'
import { createRun, openRun, type RunDirectory } from '../run/directory.ts'
import type { ExperimentConfig } from '../run/record.ts'
import { runExperiment } from '../run/runExperiment.ts'
import { versions } from '../run/versions.ts'
import { decodeData } from '../spec/data.ts'
import { decodeLoss } from '../spec/losses.ts'
import { decodeModel } from '../spec/models.ts'
import { decodeNoiseSpec } from '../spec/noise.ts'
import { decodeRule } from '../spec/rules.ts'
import { action } from './fail.ts'
import { interruption } from './interrupt.ts'
import { number } from './number.ts'
import { print } from './print.ts'
import { duration, progress } from './progress.ts'
import { showRun } from './showRun.ts'

/** What a run starts from where no flag says otherwise: the setting of the reproduction. */
export type Defaults = Omit<ExperimentConfig, 'version' | 'versions'>

/** Flags of a run, as commander delivers them; those not given are undefined. */
interface RunFlags extends Partial<Omit<Defaults, 'rules' | 'trainExamples'>> {
  readonly rule?: string[]
  readonly examples?: number
  readonly out?: string
  readonly resume?: string
  readonly json?: boolean
}

const collect = (text: string, previous: string[] = []): string[] => [...previous, text]

/** The flags that `train` and `reproduce` share. */
export const withRunFlags = (command: Command): Command =>
  command
    .option('--data <spec>', 'data set: fashionMnist, idx:FOLDER, gaussian:… (planish list datasets)')
    .option('--noise <spec>', 'label noise: symmetric:RATE or none (planish list noise)')
    .option('--model <spec>', 'model: mlp:512x512, linear, … (planish list models)')
    .option('--loss <spec>', 'loss: crossEntropy, squared, logistic (planish list losses)')
    .option('--rule <spec>', 'gradient rule, repeatable: sgd, sam:rho=0.03,m=1 (planish list rules)', collect)
    .option('--epochs <n>', 'passes over the training examples', number)
    .option('--batch-size <n>', 'examples a step', number)
    .option('--learning-rate <x>', 'learning rate', number)
    .option('--momentum <x>', 'momentum', number)
    .option('--weight-decay <x>', 'weight decay, outside the loss', number)
    .option('--examples <n>', 'use the first n training examples only', number)
    .option('--validation <n>', 'noisy examples set aside, a count or a share below 1', number)
    .option('--measured <n>', 'training examples measured after each epoch', number)
    .option('--seed <n>', 'first seed', number)
    .option('--seeds <n>', 'number of seeds; adds means and intervals', number)
    .option('--backend <name>', 'auto, native, webgpu, wasm or cpu')
    .option('--out <folder>', 'run directory to make (default: runs/NAME-TIME)')
    .option('--resume <folder>', 'go on with the run in this folder, as it was configured')
    .option('--json', 'print the result as JSON instead of a table')

/** Checks every specification of a configuration. They stay as they were written; a rule given twice counts once. */
function checked(config: ExperimentConfig): ExperimentConfig {
  orThrow(decodeData(config.data))
  orThrow(decodeNoiseSpec(config.noise))
  orThrow(decodeModel(config.model))
  orThrow(decodeLoss(config.loss))
  const rules = new Map(config.rules.map(rule => [orThrow(decodeRule(rule)).text, rule]))
  return { ...config, rules: [...rules.values()] }
}

function configOf(
  { rule, examples, out, resume, json, ...flags }: RunFlags,
  defaults: Defaults,
): ExperimentConfig {
  const given = {
    ...flags,
    ...(rule !== undefined && { rules: rule }),
    ...(examples !== undefined && { trainExamples: examples }),
  }
  const config = orThrow(decodeConfig({ version: 1, ...defaults, ...given, versions: versions() }))
  return checked(config)
}

const timestamp = (): string => new Date().toISOString().slice(0, 19).replaceAll(':', '-')

const settingFlags = (flags: RunFlags): string[] =>
  Object.keys(flags).filter(name => !['resume', 'json'].includes(name))

function directoryFor(name: string, flags: RunFlags, defaults: Defaults): Promise<RunDirectory> {
  if (flags.resume === undefined) {
    return createRun(flags.out ?? `runs/${name}-${timestamp()}`, configOf(flags, defaults))
  }
  const [other] = settingFlags(flags)
  if (other !== undefined) {
    throw new PlanishError(
      'usage',
      `--resume goes on with a run as it was configured; --${other} can't be given with it`,
    )
  }
  return openRun(flags.resume)
}

/** Trains what the flags say, and leaves a run directory with its report. */
export async function runFromFlags(name: string, flags: RunFlags, defaults: Defaults): Promise<void> {
  const directory = await directoryFor(name, flags, defaults)
  const { path } = directory
  const began = performance.now()
  const interrupted = interruption()
  const shown = progress()
  const finished = await runExperiment(directory, {
    signal: interrupted.signal,
    onEvent: event => {
      if (event.type === 'started') {
        process.stderr.write(
          `${event.resumed ? 'going on with' : 'writing to'} ${path}, on ${event.backend.name} (${event.backend.device})\n`,
        )
      }
      shown.onEvent(event)
    },
  })()
  shown.stop()
  interrupted.release()
  if (E.isLeft(finished)) {
    const { code, message, hint } = finished.left
    throw new PlanishError(
      code,
      message,
      code === 'interrupted' || code === 'io' ? `planish train --resume ${path}` : hint,
      { cause: finished.left },
    )
  }
  await showRun(path, finished.right, flags.json === true)
  if (flags.json !== true) print(duration((performance.now() - began) / 1000))
}

/** `planish train`. */
export const addTrain = (program: Command, defaults: Defaults): Command =>
  withRunFlags(
    program
      .command('train')
      .description('train rules on noisy labels and write a run directory with a report')
      .addHelpText(
        'after',
        '\nExample:\n  planish train --data idx:fashion-mnist --noise symmetric:0.4 --rule sgd --rule sam:rho=0.03,m=1 --epochs 30',
      ),
  ).action(
    action((flags: RunFlags) => runFromFlags('train', flags, { ...defaults, rules: flags.rule ?? ['sgd'] })),
  )
