import { type Key, PlanishError, toPlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { decodeWith } from './decodeWith.ts'
import { decodeNoise } from './kinds.ts'
import type { NoiseSpec } from './spec.ts'

/** All that is needed to draw the same noise again, and to notice that it would be drawn on other data. */
export interface NoiseRecord {
  /** The specification, its defaults written out. */
  readonly spec: NoiseSpec
  readonly key: Key
  readonly classes: number
  readonly size: number
  /** {@link digestLabels} of the clean labels. */
  readonly cleanLabels: string
}

const schema = z.strictObject({
  version: z.literal(1),
  spec: z.unknown(),
  key: z.tuple([z.uint32(), z.uint32()]),
  classes: z.int().check(z.gte(1)),
  size: z.int().check(z.gte(0)),
  cleanLabels: z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, 'is not sha256: and 64 hexadecimal digits')),
})

/**
 * The record as text, some 200 bytes: stands for the noisy labels, given the clean data set that was corrupted. A part
 * of a noisy data set keeps the record of the whole, which {@link replay} draws again.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, noiseToJson, symmetric } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const noisy = orThrow(corrupt(symmetric({ rate: 0.2 }), random.key(1))(clean))
 * noiseToJson(noisy.noise) // '{"version":1,"spec":{"kind":"symmetric",…
 * ```
 */
export const noiseToJson = (record: NoiseRecord): string => JSON.stringify({ version: 1, ...record })

const parse = (text: string): E.Either<PlanishError, unknown> =>
  E.tryCatch(() => JSON.parse(text), toPlanishError('format', 'a noise record that is not JSON'))

/**
 * Reads what {@link noiseToJson} wrote; {@link replay} draws the labels again.
 *
 * @returns PlanishError `format` when it is not such a record
 * @example
 * ```ts
 * import { noiseFromJson } from '@planish/datasets'
 *
 * noiseFromJson('{}')._tag // 'Left'
 * ```
 */
export const noiseFromJson = (text: string): E.Either<PlanishError, NoiseRecord> =>
  pipe(
    parse(text),
    E.chain(decodeWith('noise record', schema)),
    E.chain(({ version: _, spec, ...record }) =>
      pipe(
        decodeNoise(spec),
        E.map(complete => ({ spec: complete, ...record })),
      ),
    ),
    E.mapLeft(error => new PlanishError('format', error.message, error.hint, { cause: error })),
  )
