import { parseArgs } from 'node:util'
import type { BackendName } from '@planish/backend'
import { backendNames } from '@planish/backend'
import { type PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { nameOf, wholeNumber } from '../argument.ts'
import { parseWorkload } from '../workload/workload.ts'

/** What a soak was asked for. */
export interface SoakOptions {
  readonly help: boolean
  readonly json: boolean
  readonly backends: readonly BackendName[]
  /** Names of workloads. */
  readonly models: readonly string[]
  readonly steps: number
  /** Bytes that the process may grow by in a step. */
  readonly slope: number
}

const defaultModels: readonly string[] = ['cnn:width=4,size=8@8', '64-32-10@8']

export const help = `Usage: npm run soak -- [options]

Trains small models by 1-SAM with momentum for many steps, and fails if anything is left behind: if after the first
fifth of the steps the number or the bytes of live tensors changes at all, or if the process grows in RAM (after
garbage collections) by more than --slope bytes a step, by a straight line fitted to the rest of the samples, and by
more than 16 MiB in all.

Options:
  --backend NAME   one of ${backendNames.join(', ')}; may be repeated (default: native and wasm)
  --model NAME     as \`npm run bench\` has them; may be repeated (default: ${defaultModels.join(' and ')})
  --steps N        steps of each (default: 10000)
  --slope BYTES    by which the process may grow in a step (default: 1024)
  --json           print {"soaks": [{"model", "backend", "steps", "tensors", "bytesPerStep", "passed", …}], …}
  --help           print this

Example:
  npm run soak -- --backend wasm --steps 1000 --model cnn:width=4
`

function parse(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', multiple: true },
      model: { type: 'string', multiple: true },
      steps: { type: 'string', default: '10000' },
      slope: { type: 'string', default: '1024' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const models = values.model ?? defaultModels
  for (const model of models) parseWorkload(model)
  return {
    help: values.help,
    json: values.json,
    backends: values.backend?.map(nameOf('backend', backendNames)) ?? ['native', 'wasm'],
    models,
    steps: wholeNumber('steps', values.steps),
    slope: wholeNumber('slope', values.slope),
  }
}

/** Reads the command line; a `usage` error where it is wrong. */
export const parseSoakOptions = (args: readonly string[]): E.Either<PlanishError, SoakOptions> =>
  E.tryCatch(() => parse(args), toPlanishError('usage', undefined, 'npm run soak -- --help'))
