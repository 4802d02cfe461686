import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import * as z from 'zod/mini'
import { type NetworkSpec, networkSchema } from './network.ts'
import { type RuleName, ruleNames } from './rules.ts'

/** The data that can be chosen. */
export const dataNames = ['fashion', 'moons', 'spirals', 'gaussian'] as const
export type DataName = (typeof dataNames)[number]

/** `auto` takes WebGPU on real hardware, else wasm. */
export const backendChoices = ['auto', 'webgpu', 'wasm', 'cpu'] as const
export type BackendChoice = (typeof backendChoices)[number]

/** Everything that decides a race: the same specification gives the same bits on one backend. */
export interface RaceSpec {
  readonly data: DataName
  /** Training examples. */
  readonly examples: number
  /** p of symmetric noise, in [0, 1]. */
  readonly rate: number
  /** Whether a replaced label may come back as itself. */
  readonly inclusive: boolean
  readonly network: NetworkSpec
  /** Who races, each once. */
  readonly rules: readonly RuleName[]
  /** ρ of every rule that perturbs. */
  readonly rho: number
  readonly learningRate: number
  /** 0.9 as in the paper, or 0 for plain steps. */
  readonly momentum: number
  readonly batchSize: number
  /** After so many steps the race is over. */
  readonly steps: number
  readonly seed: number
  readonly backend: BackendChoice
}

const range = (low: number, high: number) => z.number().check(z.gte(low), z.lte(high))
const whole = (low: number, high: number) => z.int().check(z.gte(low), z.lte(high))

/** The limits that the page's fields have too. */
export const limits = {
  examples: [20, 4000],
  rate: [0, 1],
  rho: [0, 10],
  learningRate: [0, 100],
  momentum: [0, 0.99],
  batchSize: [1, 512],
  steps: [1, 20_000],
  seed: [0, 2 ** 32 - 1],
} as const

const schema = z
  .strictObject({
    data: z.enum(dataNames),
    examples: whole(...limits.examples),
    rate: range(...limits.rate),
    inclusive: z.boolean(),
    network: networkSchema,
    rules: z
      .array(z.enum(ruleNames))
      .check(z.minLength(1, 'at least one rule must race'))
      .check(z.refine(rules => new Set(rules).size === rules.length, 'each rule races once')),
    rho: range(...limits.rho),
    learningRate: range(...limits.learningRate),
    momentum: range(...limits.momentum),
    batchSize: whole(...limits.batchSize),
    steps: whole(...limits.steps),
    seed: whole(...limits.seed),
    backend: z.enum(backendChoices),
  })
  .check(
    z.refine(({ data, network }) => network.kind !== 'cnn' || data === 'fashion', {
      message: 'a CNN needs images: choose Fashion-MNIST',
      path: ['network'],
    }),
  )

/**
 * A specification that is complete and within its limits.
 *
 * @returns PlanishError `usage` that names the first field that is not
 * @example
 * ```ts
 * decodeSpec({ ...defaultSpec, rate: 40 }) // left: rate …
 * ```
 */
export function decodeSpec(input: unknown): E.Either<PlanishError, RaceSpec> {
  const parsed = z.safeParse(schema, input)
  if (parsed.success) return E.right(parsed.data)
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') ?? ''
  return E.left(new PlanishError('usage', `${where === '' ? '' : `${where}: `}${issue?.message ?? 'wrong'}`))
}
