import { parseArgs } from 'node:util'
import type { BackendName } from '@planish/backend'
import { backendNames } from '@planish/backend'
import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import type { FuzzCase } from './fuzzCase.ts'
import type { Operation } from './operation.ts'
import { findOperation, operations } from './operations/index.ts'

/** What a run of the fuzzer was asked for. */
export interface Options {
  readonly help: boolean
  readonly list: boolean
  readonly json: boolean
  readonly backends: readonly BackendName[]
  readonly operations: readonly Operation[]
  readonly cases: number
  readonly seed: number
  /** Run this one alone. */
  readonly fuzzCase: FuzzCase | undefined
  readonly gpu: boolean
}

const held = backendNames.filter(name => name !== 'cpu').reverse()

export const help = `Usage: npm run fuzz -- [options]

Holds every operation and its gradients, on random shapes, against the cpu backend: each backend in a process of
its own, so that a crash is a finding too. Prints what differs, with the case as JSON.

Options:
  --backend NAME     one of ${held.join(', ')}; may be repeated (default: all three)
  --cases N          on each backend (default: 2000)
  --seed N           of the cases (default: 1)
  --operation NAME   only these; may be repeated
  --case JSON        one case, as a finding prints it
  --gpu              webgpu on this machine's own GPU, not on an imitated one (SwiftShader, linux-x64)
  --list             print the operations
  --json             print {"reports": [{"backend", "cases", "operations", "findings": [{"kind", "message", "case"}]}]}
  --help             print this

Exit status: 0 nothing found, 1 findings, 2 bad usage.

Example:
  npm run fuzz -- --backend wasm --operation conv2d --cases 500 --seed 7
`

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new PlanishError('usage', `--${option} is "${text}"`, 'it takes a whole number')
}

function backendOf(text: string): BackendName {
  const found = backendNames.find(name => name === text)
  if (found !== undefined) return found
  throw new PlanishError('usage', `unknown backend "${text}"`, `known are ${backendNames.join(', ')}`)
}

function operationOf(text: string): Operation {
  const found = findOperation(text)
  if (found !== undefined) return found
  throw new PlanishError('usage', `unknown operation "${text}"`, 'npm run fuzz -- --list')
}

function caseOf(text: string): FuzzCase {
  const fuzzCase = JSON.parse(text) as FuzzCase
  operationOf(fuzzCase.operation)
  return fuzzCase
}

function parse(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: 'string', multiple: true },
      cases: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      operation: { type: 'string', multiple: true },
      case: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { help, list, json, gpu } = values
  return {
    help,
    list,
    json,
    gpu,
    backends: values.backend?.map(backendOf) ?? held,
    operations: values.operation?.map(operationOf) ?? operations,
    cases: wholeNumber('cases', values.cases),
    seed: wholeNumber('seed', values.seed),
    fuzzCase: values.case === undefined ? undefined : caseOf(values.case),
  }
}

/** Reads the command line; a `usage` error where it is wrong. */
export const parseOptions = (args: readonly string[]): E.Either<PlanishError, Options> =>
  E.tryCatch(() => parse(args), toPlanishError('usage', undefined, 'npm run fuzz -- --help'))
