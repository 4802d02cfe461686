import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import * as z from 'zod'
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
  validation: z.number().positive(),
  trainExamples: count.nullable(),
  measured: count,
  upWeightingRho: z.number().positive(),
  seed: z.int().min(0),
  seeds: count,
  backend: z.enum(['auto', 'native', 'webgpu', 'wasm', 'cpu']),
  versions: z.record(z.string(), z.string()),
})

/** Checks a configuration that came from outside; the error names the field. */
export function decodeConfig(input: unknown): E.Either<PlanishError, ExperimentConfig> {
  const result = schema.safeParse(input)
  if (result.success) return E.right(result.data)
  const [issue] = result.error.issues
  const where = issue?.path.join('.') || 'the configuration'
  return E.left(new PlanishError('usage', `${where}: ${issue?.message ?? 'is not valid'}`))
}
