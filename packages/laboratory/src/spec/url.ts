import type { PlanishError } from '@planish/core'
import type * as E from 'fp-ts/lib/Either.js'
import { defaultSpec } from './defaultSpec.ts'
import { networkText, readNetworkText } from './network.ts'
import { decodeSpec, type RaceSpec } from './spec.ts'

/** The names that fields have in a URL. */
const names = {
  data: 'data',
  examples: 'n',
  rate: 'rate',
  inclusive: 'inclusive',
  network: 'network',
  rules: 'rules',
  rho: 'rho',
  learningRate: 'lr',
  momentum: 'momentum',
  batchSize: 'batch',
  steps: 'steps',
  seed: 'seed',
  backend: 'backend',
} as const satisfies { readonly [field in keyof RaceSpec]: string }

const isField = (field: string): field is keyof RaceSpec => field in names
const fields = Object.keys(names).filter(isField)

const textOf = (spec: RaceSpec, field: keyof RaceSpec): string => {
  if (field === 'network') return networkText(spec.network)
  return field === 'rules' ? spec.rules.join(',') : String(spec[field])
}

/** An empty text is no number, though `Number('')` is 0. */
const readNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

function readField(field: keyof RaceSpec, text: string): unknown {
  if (field === 'network') return readNetworkText(text)
  if (field === 'rules') return text.split(',').filter(name => name !== '')
  if (field === 'inclusive') return text === 'true' ? true : text === 'false' ? false : text
  return typeof defaultSpec[field] === 'number' ? readNumber(text) : text
}

/**
 * A specification as the query of a URL: whole, so that a link means the same when the defaults have changed.
 *
 * @example
 * ```ts
 * queryOf(defaultSpec) // 'data=fashion&n=1000&rate=0.4&…'
 * ```
 */
export function queryOf(spec: RaceSpec): string {
  const query = new URLSearchParams(fields.map(field => [names[field], textOf(spec, field)]))
  return query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',')
}

/** Whether a query names a race at all, or any part of one. */
export const hasSpec = (query: string): boolean => {
  const given = new URLSearchParams(query)
  return fields.some(field => given.has(names[field]))
}

/**
 * The specification that a query holds; what it leaves out is the default.
 *
 * @returns PlanishError `usage` that names the first field that is wrong
 * @example
 * ```ts
 * specOf('?data=moons&seed=3') // right({ ...defaultSpec, data: 'moons', seed: 3 })
 * ```
 */
export function specOf(query: string): E.Either<PlanishError, RaceSpec> {
  const given = new URLSearchParams(query)
  const read = fields.flatMap(field => {
    const text = given.get(names[field])
    return text === null ? [] : [[field, readField(field, text)] as const]
  })
  return decodeSpec({ ...defaultSpec, ...Object.fromEntries(read) })
}
