import { PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { complaintOf, wording } from './complaint.ts'
import { optionSchemas, written } from './optionSchema.ts'
import { parseSpec, type RawSpec, splitSpec } from './parse.ts'

/** A specification that was understood: what it stands for, and its one canonical text. */
export interface Decoded<A> {
  readonly kind: string
  /** The specification with every option that differs from its default, in a fixed order. */
  readonly text: string
  readonly value: A
}

/** Where a method was published. */
export interface Source {
  /** Authors and title. */
  readonly paper: string
  readonly year: number
  readonly url?: string
}

/** What `planish list` tells about a kind. */
export interface KindDescription {
  readonly kind: string
  readonly summary: string
  /** Who thought of it. */
  readonly source?: Source
  /** One line of mathematics. */
  readonly formula?: string
  /** The option that may go unnamed. */
  readonly first: string | null
  /** JSON Schema of the options; `source` says where an option's default comes from. */
  readonly schema: unknown
}

/** Options by name, unchecked. */
type Options = { readonly [name: string]: unknown }

/** One kind of thing that a specification can name, its options checked by a schema. */
export interface Kind<A> extends KindDescription {
  readonly whole: boolean
  readonly decode: (options: Options) => E.Either<z.ZodError | PlanishError, Decoded<A>>
}

/** How a {@link Kind} is declared. */
export interface KindDeclaration<S extends z.ZodRawShape, A> {
  readonly kind: string
  readonly summary: string
  readonly source?: Source
  readonly formula?: string
  readonly first?: keyof S & string
  /** All after the colon is the first option, commas and all: for paths. */
  readonly whole?: boolean
  /** Each described, and with a default also `source`: `real().default(0.7).meta({ description, source: 'ours' })`. */
  readonly options: S
  readonly build: (options: z.output<z.ZodObject<S>>) => A
}

/** `kind:name=value,…` of the options that differ from what leaving them out gives. */
function canonicalText(kind: string, names: readonly string[], given: Options, defaults: Options): string {
  const parts = names
    .filter(name => given[name] !== undefined && written(given[name]) !== written(defaults[name]))
    .map(name => `${name}=${written(given[name])}`)
  return parts.length === 0 ? kind : `${kind}:${parts.join(',')}`
}

/** `kind:value`; named where the value begins as if it were. */
function wholeText(kind: string, first: string, given: Options): string {
  const value = written(given[first])
  return value.startsWith(`${first}=`) ? `${kind}:${first}=${value}` : `${kind}:${value}`
}

/** JSON Schema of options. A choice between types says which they are where others do, under `type`. */
const schemaOf = (options: z.ZodObject): unknown =>
  z.toJSONSchema(options, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      const types = jsonSchema.anyOf?.flatMap(({ type = [] }) => type)
      if (types !== undefined) jsonSchema.type = types
    },
  })

/** Declares a kind; the result forgets the options' types, so that kinds can stand in one list. */
export function kind<S extends z.ZodRawShape, A>(declaration: KindDeclaration<S, A>): Kind<A> {
  const { kind, summary, source, formula, first, whole = false, options, build } = declaration
  const schema = z.strictObject(options)
  const names = Object.keys(options)
  const defaultOf = (name: string): unknown => z.safeParse(options[name] as z.ZodType, undefined).data
  const defaults = Object.fromEntries(names.map(name => [name, defaultOf(name)]))
  return {
    kind,
    summary,
    ...(source === undefined ? {} : { source }),
    ...(formula === undefined ? {} : { formula }),
    first: first ?? null,
    schema: schemaOf(schema),
    whole,
    decode: given => {
      const result = schema.safeParse(given, wording)
      if (!result.success) return E.left(result.error)
      const options = result.data as Options
      const text = whole
        ? wholeText(kind, first ?? '', options)
        : canonicalText(kind, names, options, defaults)
      return pipe(
        // What options can't be together, the library that is built from them says.
        E.tryCatch(() => build(result.data as z.output<z.ZodObject<S>>), toPlanishError('usage')),
        E.map(value => ({ kind, text, value })),
      )
    },
  }
}

/** A kind that someone published as a formula. */
export interface Method<A> extends Kind<A> {
  readonly source: Source
  readonly formula: string
}

/** How a {@link Method} is declared. */
export interface MethodDeclaration<S extends z.ZodRawShape, A> extends KindDeclaration<S, A> {
  readonly source: Source
  readonly formula: string
}

/** Declares a method: a kind that must say where it comes from. */
export const method = <S extends z.ZodRawShape, A>(declaration: MethodDeclaration<S, A>): Method<A> => ({
  ...kind(declaration),
  source: declaration.source,
  formula: declaration.formula,
})

const optionList = (names: readonly string[]): string =>
  names.length === 0 ? 'it takes none' : `its options are ${names.join(', ')}`

/** Sorts of kinds, and what `planish list` calls them. */
const lists = {
  rule: 'rules',
  model: 'models',
  loss: 'losses',
  noise: 'noise',
  'data set': 'datasets',
} as const

/** A sort of kinds, as messages name it. */
export type Sort = keyof typeof lists

/** What was wrong with a kind's options, and what would be right. */
function optionError(what: Sort, found: KindDescription, error: z.ZodError): PlanishError {
  const { kind } = found
  const options = Object.fromEntries(optionSchemas(found))
  const { name: path, what: wrong, unknown } = complaintOf(error)
  const [name = ''] = path.split('.')
  if (unknown.length > 0) {
    return new PlanishError(
      'usage',
      `${what} ${kind} has no option ${unknown.join(', ')}`,
      optionList(Object.keys(options)),
    )
  }
  const meaning = options[name]?.description
  return new PlanishError(
    'usage',
    `${what} ${kind}: option ${name} ${wrong}`,
    meaning === undefined ? `planish list ${lists[what]}` : `${name}: ${meaning}`,
  )
}

/** A specification as text, or as the object of a JSON file with `kind` beside the options. */
export type SpecInput = string | { readonly kind: string; readonly [option: string]: unknown }

/** The one option of a kind that takes all that follows the colon. */
function wholeOption(first: string, rest: string | undefined): Options {
  if (rest === undefined) return {}
  return { [first]: rest.startsWith(`${first}=`) ? rest.slice(first.length + 1) : rest }
}

function namedOptions(
  { kind, first, options }: RawSpec,
  name: string | null,
): E.Either<PlanishError, Options> {
  if (first === undefined) return E.right(options)
  if (name === null) return E.right({ ...options, [first]: true })
  if (Object.hasOwn(options, name)) {
    return E.left(new PlanishError('usage', `${kind}: ${name} is given twice, as "${first}" and by name`))
  }
  return E.right({ ...options, [name]: first })
}

/** The options that a specification's text gives to its kind. */
const optionsOf = (text: string, { first, whole }: Kind<unknown>): E.Either<PlanishError, Options> =>
  whole && first !== null
    ? E.right(wholeOption(first, splitSpec(text).rest))
    : pipe(
        parseSpec(text),
        E.flatMap(raw => namedOptions(raw, first)),
      )

/**
 * Finds the kind that a specification names and checks its options.
 *
 * @returns a `usage` error that names the kind, the option and what was expected
 */
export const decodeSpec =
  <A>(what: Sort, kinds: readonly Kind<A>[]) =>
  (input: SpecInput): E.Either<PlanishError, Decoded<A>> => {
    const find = (name: string): E.Either<PlanishError, Kind<A>> => {
      const found = kinds.find(({ kind }) => kind === name)
      if (found !== undefined) return E.right(found)
      const known = kinds.map(({ kind }) => kind).join(', ')
      return E.left(new PlanishError('usage', `unknown ${what} "${name}"`, `known are ${known}`))
    }
    const decode = (found: Kind<A>, options: Options) =>
      pipe(
        found.decode(options),
        E.mapLeft(error => (error instanceof PlanishError ? error : optionError(what, found, error))),
      )
    if (typeof input !== 'string') {
      const { kind, ...options } = input
      return pipe(
        find(kind),
        E.flatMap(found => decode(found, options)),
      )
    }
    return pipe(
      find(splitSpec(input).kind),
      E.flatMap(found =>
        pipe(
          optionsOf(input, found),
          E.flatMap(options => decode(found, options)),
        ),
      ),
    )
  }
