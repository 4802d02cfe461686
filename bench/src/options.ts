import { parseArgs } from 'node:util'
import type { BackendName } from '@planish/backend'
import { backendNames } from '@planish/backend'
import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { defaultModels, parseModel, type Widths } from './workload.ts'

/** What a run of the benchmarks was asked for. */
export interface Options {
  readonly help: boolean
  readonly json: boolean
  readonly models: readonly Widths[]
  readonly backends: readonly BackendName[]
  /** Whether backends were named: one that is missing then fails the run. */
  readonly named: boolean
  /** Of every rule; by default as many as fit a few seconds. */
  readonly repetitions: number | undefined
  readonly threads: number
  readonly step: 'direction' | 'full'
  readonly peers: boolean
  /** A Python that has the peers. */
  readonly python: string | undefined
}

export const help = `Usage: npm run bench -- [options]
       npm run bench:peers -- [options]

Times a step of an MLP by SGD, SAM, 1-SAM, L-SAM and J-SAM on every backend, and prints each as milliseconds
and as a ratio to SGD on the same backend. bench:peers adds PyTorch, JAX and jax-js.

Options:
  --backend NAME       one of ${backendNames.join(', ')}; may be repeated (default: all that work here)
  --model WIDTHS       an MLP by its widths; may be repeated (default: ${defaultModels.map(m => m.join('-')).join(' and ')})
  --repetitions N      measured steps of every rule (default: up to 31, as many as fit in a few seconds)
  --threads N          threads that native, PyTorch, JAX and jax-js may use (default: 2)
  --full-step          time the whole optimizer step (weight decay, momentum, new parameters), not just the direction
  --python PATH        with bench:peers, a Python that has bench/peers/requirements.txt (default: one is made)
  --json               print {"rows": [{"model", "backend", "rule", "milliseconds", "ratio", …}], …}
  --help               print this

Example:
  npm run bench -- --backend wasm --model 784-512-512-10
`

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1) return value
  throw new PlanishError('usage', `--${option} is "${text}"`, 'it takes a whole number from 1')
}

function backendOf(text: string): BackendName {
  const found = backendNames.find(name => name === text)
  if (found !== undefined) return found
  throw new PlanishError('usage', `unknown backend "${text}"`, `known are ${backendNames.join(', ')}`)
}

function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', multiple: true },
      model: { type: 'string', multiple: true },
      repetitions: { type: 'string' },
      threads: { type: 'string', default: '2' },
      'full-step': { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { peers, python, json, help, repetitions } = values
  if (peers && values['full-step']) {
    throw new PlanishError('usage', 'the peers are measured without an optimizer', 'leave out --full-step')
  }
  return {
    help,
    json,
    peers,
    python,
    models: values.model?.map(parseModel) ?? defaultModels,
    backends: values.backend?.map(backendOf) ?? backendNames,
    named: values.backend !== undefined,
    repetitions: repetitions === undefined ? undefined : wholeNumber('repetitions', repetitions),
    threads: wholeNumber('threads', values.threads),
    step: values['full-step'] ? 'full' : 'direction',
  }
}

/** Reads the command line; a `usage` error where it is wrong. */
export const parseOptions = (args: readonly string[]): E.Either<PlanishError, Options> =>
  E.tryCatch(() => parse(args), toPlanishError('usage', undefined, 'npm run bench -- --help'))
