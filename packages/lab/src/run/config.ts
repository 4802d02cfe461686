import { createHash } from 'node:crypto'
import { PlanishError } from '@planish/core'
import { sequenceT } from 'fp-ts/lib/Apply.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { complaintOf, wording } from '../spec/complaint.ts'
import { decodeData } from '../spec/data.ts'
import { decodeLoss } from '../spec/losses.ts'
import { decodeModel } from '../spec/models.ts'
import { decodeNoiseSpec } from '../spec/noise.ts'
import { decodeRule } from '../spec/rules.ts'
import type { ExperimentConfig } from './record.ts'

const count = z.int().min(1)

const schema: z.ZodType<ExperimentConfig> = z.strictObject({
  version: z.literal(1),
  data: z.string(),
  noise: z.string(),
  model: z.string(),
  loss: z.string(),
  rules: z.array(z.string()).min(1),
  epochs: count,
  batchSize: count,
  learningRate: z.number().positive(),
  momentum: z.number().min(0).lt(1),
  weightDecay: z.number().min(0),
  validation: z
    .number()
    .positive()
    .refine(value => value < 1 || Number.isInteger(value), 'must be a count, or a share below 1'),
  trainExamples: count.nullable(),
  measured: count,
  upWeightingRho: z.number().positive(),
  seed: z.int().min(0),
  seeds: count,
  backend: z.enum(['auto', 'native', 'webgpu', 'wasm', 'cpu']),
  versions: z.record(z.string(), z.string()),
})

/** Checks every specification. They stay as they were written; a rule given twice counts once. */
const checkSpecs = (config: ExperimentConfig): E.Either<PlanishError, ExperimentConfig> =>
  pipe(
    sequenceT(E.Apply)(
      decodeData(config.data),
      decodeNoiseSpec(config.noise),
      decodeModel(config.model),
      decodeLoss(config.loss),
    ),
    E.flatMap(() => E.traverseArray(decodeRule)(config.rules)),
    E.map(decoded => {
      const texts = decoded.map(({ text }) => text)
      return {
        ...config,
        rules: config.rules.filter((_, index) => texts.indexOf(texts[index] ?? '') === index),
      }
    }),
  )

/**
 * Checks a configuration that came from outside, its specifications too.
 *
 * @param nameOf what the user knows a field by
 * @returns a `usage` error that names the field and what it must be
 */
export const decodeConfig =
  (nameOf: (field: string) => string = field => field) =>
  (input: unknown): E.Either<PlanishError, ExperimentConfig> => {
    const result = schema.safeParse(input, wording)
    if (result.success) return checkSpecs(result.data)
    const { name, what } = complaintOf(result.error)
    const where = name === '' ? 'the configuration' : nameOf(name)
    return E.left(new PlanishError('usage', `${where} ${what}`))
  }

/** Stands for all of a configuration that decides the figures, in whatever order: a checkpoint belongs to just one. */
export function fingerprint({ versions, ...deciding }: ExperimentConfig): string {
  const sorted = Object.entries(deciding).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}
