import { parseArgs } from 'node:util'
import type { BackendName } from '@planish/backend'
import { backendNames } from '@planish/backend'
import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { nameOf, wholeNumber } from './argument.ts'
import { defaultKinds, type Kind, kinds } from './rules.ts'
import { defaultModels, parseWorkload, type Workload } from './workload/workload.ts'

/** What a run of the benchmarks was asked for. */
export interface Options {
  readonly help: boolean
  readonly json: boolean
  readonly workloads: readonly Workload[]
  /** Whether models were named: large ones are then measured on every backend. */
  readonly modelsNamed: boolean
  readonly backends: readonly BackendName[]
  /** Whether backends were named: one that is missing then fails the run. */
  readonly named: boolean
  /** SGD first: the others are compared with it. */
  readonly kinds: readonly Kind[]
  /** Of every rule; by default as many as fit a few seconds. */
  readonly repetitions: number | undefined
  /** What a start or a step may take. */
  readonly limitSeconds: number
  readonly threads: number
  readonly step: 'direction' | 'full'
  readonly peers: boolean
  /** Whether to measure peak memory instead of times. */
  readonly memory: boolean
  /** Whether to measure where the time of a step goes instead. */
  readonly profile: boolean
  /** A Python that has the peers. */
  readonly python: string | undefined
}

/** What takes seconds: WebGPU may be imitated in software, and plain JavaScript is slow. */
const defaultBackends: readonly BackendName[] = ['native', 'wasm']

export const help = `Usage: npm run bench -- [options]
       npm run bench:peers -- [options]

Times a step of some models by SGD, SAM, 1-SAM, L-SAM and J-SAM, and prints each as milliseconds and as a ratio to
SGD on the same backend. bench:peers adds PyTorch, JAX and jax-js.

Options:
  --backend NAME       one of ${backendNames.join(', ')}; may be repeated (default: ${defaultBackends.join(' and ')})
  --model NAME         may be repeated (default: ${defaultModels.join(', ')}; on wasm by default only MLPs and cnn):
                         mlp-784, mlp-3072    784-512-512-10, 3072-512-512-10
                         784-100-10           an MLP by its widths
                         cnn, resnet18, vit   images of 32×32×3; with width and size: cnn:width=4,size=8
                         …@BATCH              with a batch of another size: resnet18@64
  --rule NAME          one of ${kinds.join(', ')}; may be repeated (default: all but 4-sam; sgd always takes part)
  --repetitions N      measured steps of every rule (default: up to 31, as many as fit in a few seconds)
  --limit SECONDS      what a start or a step may take before it counts as failed (default: 120)
  --threads N          threads that native, PyTorch, JAX and jax-js may use (default: 2)
  --full-step          time the whole optimizer step (weight decay, momentum, new parameters), not just the direction
  --memory             peak memory of the rules' steps instead of their times
  --profile MODEL      where the time of MODEL's step goes: each operation's, and JavaScript's
                         (by default on native, by 1-sam; else by --backend, --rule)
  --python PATH        with bench:peers, a Python that has bench/peers/requirements.txt (default: one is made)
  --json               print {"rows": [{"model", "backend", "rule", "milliseconds", "ratio", …}],
                         "memory": [{"model", "backend", "rule", "bytes", "ratio", …}], "profiles": […], …}
  --help               print this

Example:
  npm run bench -- --backend wasm --model mlp-784 --rule 1-sam
`

function kindsOf(named: readonly Kind[] | undefined): readonly Kind[] {
  return named === undefined ? defaultKinds : kinds.filter(kind => kind === 'sgd' || named.includes(kind))
}

function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', multiple: true },
      model: { type: 'string', multiple: true },
      rule: { type: 'string', multiple: true },
      repetitions: { type: 'string' },
      limit: { type: 'string', default: '120' },
      threads: { type: 'string', default: '2' },
      'full-step': { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      profile: { type: 'string' },
      peers: { type: 'boolean', default: false },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { peers, python, json, help, memory, profile, repetitions } = values
  if (peers && values['full-step']) {
    throw new PlanishError('usage', 'the peers are measured without an optimizer', 'leave out --full-step')
  }
  if (peers && (memory || profile !== undefined)) {
    throw new PlanishError('usage', 'of the peers only times are measured', 'npm run bench -- …')
  }
  const backends = values.backend?.map(nameOf('backend', backendNames))
  const rules = values.rule?.map(nameOf('rule', kinds))
  const models = profile === undefined ? values.model : [profile]
  const onlyNative = memory || profile !== undefined
  return {
    help,
    json,
    peers,
    python,
    memory,
    profile: profile !== undefined,
    workloads: (models ?? (memory ? ['resnet18@16'] : defaultModels)).map(parseWorkload),
    modelsNamed: models !== undefined,
    backends: backends ?? (onlyNative ? ['native'] : defaultBackends),
    named: backends !== undefined,
    kinds: profile === undefined ? kindsOf(rules) : (rules ?? ['1-sam']),
    repetitions: repetitions === undefined ? undefined : wholeNumber('repetitions', repetitions),
    limitSeconds: wholeNumber('limit', values.limit),
    threads: wholeNumber('threads', values.threads),
    step: values['full-step'] ? 'full' : 'direction',
  }
}

/** Reads the command line; a `usage` error where it is wrong. */
export const parseOptions = (args: readonly string[]): E.Either<PlanishError, Options> =>
  E.tryCatch(() => parse(args), toPlanishError('usage', undefined, 'npm run bench -- --help'))
