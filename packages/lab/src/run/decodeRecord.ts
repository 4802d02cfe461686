import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { complaintOf, wording } from '../spec/complaint.ts'
import { parseJson } from './parseJson.ts'
import type { EpochMetrics, RunResult } from './record.ts'

const accuracy = z.number().min(0).max(1)
const count = z.int().min(0)

const metrics: z.ZodType<EpochMetrics> = z.strictObject({
  rule: z.string(),
  seed: count,
  epoch: z.int().min(1),
  loss: z.number().nullable(),
  test: accuracy,
  validation: accuracy,
  cleanTrain: accuracy.nullable(),
  noisyTrain: accuracy.nullable(),
  upWeighting: z.strictObject({ clean: z.number().nullable(), noisy: z.number().nullable() }),
  norms: z.strictObject({ head: z.number().nullable(), features: z.number().nullable() }),
  gradientEvaluations: z.number().min(0),
  seconds: z.number().min(0),
})

const figures = {
  peak: accuracy,
  final: accuracy,
  noisyValidation: accuracy,
  cleanTrain: accuracy.nullable(),
  noisyTrain: accuracy.nullable(),
  gradientEvaluations: z.number().min(0),
  seconds: z.number().min(0),
}

const bounds = z.tuple([z.number(), z.number()])

const result: z.ZodType<RunResult> = z.object({
  version: z.literal(1),
  rows: z
    .array(
      z.object({
        rule: z.string(),
        label: z.string(),
        ...figures,
        trials: z.array(z.object({ seed: count, ...figures })).min(1),
        intervals: z
          .partialRecord(z.enum(Object.keys(figures) as (keyof typeof figures)[]), bounds)
          .exactOptional(),
      }),
    )
    .min(1),
  backend: z.object({ name: z.string(), device: z.string(), version: z.string() }),
  data: z.object({
    name: z.string(),
    trainExamples: count,
    validationExamples: count,
    testExamples: count,
    classes: count,
    parameters: count,
    noiseRates: z.array(accuracy),
  }),
  versions: z.record(z.string(), z.string()),
})

/** Parses JSON and checks it; a `format` error names the place given and the field. */
const decodeJson =
  <A>(schema: z.ZodType<A>) =>
  (where: string, text: string): E.Either<PlanishError, A> =>
    pipe(
      parseJson(where, text),
      E.flatMap(json => {
        const checked = schema.safeParse(json, wording)
        if (checked.success) return E.right(checked.data)
        const { name, what } = complaintOf(checked.error)
        return E.left(new PlanishError('format', `${where}: ${name === '' ? 'it' : name} ${what}`))
      }),
    )

/** Reads a line of `metrics.jsonl`. */
export const decodeMetrics = decodeJson(metrics)

/** Reads `result.json`. */
export const decodeResult = decodeJson(result)
