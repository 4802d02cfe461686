import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'

/** An option as written: a text, or `true` for a flag that stands bare. */
export type RawOption = string | true

/** A specification as written, before its kind is known. */
export interface RawSpec {
  readonly kind: string
  /** What follows the colon up to the first comma, if it has no `=`. */
  readonly first: string | undefined
  readonly options: { readonly [name: string]: RawOption }
}

/** A specification's kind, and what follows the colon as one text. */
export function splitSpec(text: string): { readonly kind: string; readonly rest: string | undefined } {
  const colon = text.indexOf(':')
  return colon < 0
    ? { kind: text.trim(), rest: undefined }
    : { kind: text.slice(0, colon).trim(), rest: text.slice(colon + 1) }
}

/**
 * Reads `kind`, `kind:option=value,option=value`, `kind:value,option=value`, `kind:value,flag`.
 *
 * The first option may go unnamed; whether a first word without `=` is that value or a bare flag is for the kind
 * to say, so it is given as `first`.
 *
 * @returns a `usage` error for an empty kind, an empty option, or one given twice
 * @example
 * ```ts
 * import { parseSpec } from '@planish/lab'
 *
 * parseSpec('sam:rho=0.03,m=1') // right({ kind: 'sam', options: { rho: '0.03', m: '1' }, … })
 * ```
 */
export function parseSpec(text: string): E.Either<PlanishError, RawSpec> {
  const { kind, rest } = splitSpec(text)
  const fail = (why: string): E.Either<PlanishError, RawSpec> =>
    E.left(new PlanishError('usage', `"${text}" ${why}`, 'write kind:option=value,option=value'))
  if (kind === '') return fail('names no kind')
  const options = new Map<string, RawOption>()
  let first: string | undefined
  for (const [index, part] of (rest === undefined || rest === '' ? [] : rest.split(',')).entries()) {
    const equals = part.indexOf('=')
    const name = (equals < 0 ? part : part.slice(0, equals)).trim()
    if (name === '') return fail('has an empty option')
    if (equals < 0 && index === 0) {
      first = name
      continue
    }
    if (options.has(name)) return fail(`gives ${name} twice`)
    options.set(name, equals < 0 ? true : part.slice(equals + 1).trim())
  }
  return E.right({ kind, first, options: Object.fromEntries(options) })
}
