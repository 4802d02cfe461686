import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod'
import { decodeConfig } from '../run/config.ts'
import type { ExperimentConfig } from '../run/record.ts'
import { runName } from '../run/runName.ts'
import { complaintOf, wording } from '../spec/complaint.ts'

/** A setting of the grid, as the configuration names it, with one of its values. */
type Setting = readonly [field: string, value: unknown]

/** One run of a sweep. */
export interface Cell {
  /** Its folder's name: what tells it from the others, and a digest of the whole configuration. */
  readonly name: string
  /** The grid's settings as they are here, for people. */
  readonly settings: { readonly [field: string]: string }
  readonly config: ExperimentConfig
}

const schema = z.strictObject({
  base: z.record(z.string(), z.unknown()).default({}),
  grid: z.record(z.string(), z.array(z.unknown()).min(1)),
})

/** Every choice of one value for each field, the last field changing fastest. */
const product = (grid: { readonly [field: string]: readonly unknown[] }): readonly (readonly Setting[])[] =>
  Object.entries(grid).reduce<readonly (readonly Setting[])[]>(
    (chosen, [field, values]) =>
      chosen.flatMap(settings => values.map(value => [...settings, [field, value] as const])),
    [[]],
  )

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(shown).join('+')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)

/** A rule alone may stand for a list of one. */
const configured = ([field, value]: Setting): Setting =>
  field === 'rules' && typeof value === 'string' ? [field, [value]] : [field, value]

function cellOf(base: object, settings: readonly Setting[]): E.Either<PlanishError, Cell> {
  const texts = settings.map(([field, value]) => [field, shown(value)] as const)
  return pipe(
    decodeConfig()({ ...base, ...Object.fromEntries(settings.map(configured)) }),
    E.mapLeft(
      ({ code, message, hint }) =>
        new PlanishError(
          code,
          `${message}, in the run of ${texts.map(([field, text]) => `${field} ${text}`).join(', ')}`,
          hint,
        ),
    ),
    E.map(config => {
      return {
        name: runName(
          texts.map(([, text]) => text),
          config,
        ),
        settings: Object.fromEntries(texts),
        config,
      }
    }),
  )
}

/**
 * The runs of a sweep: `grid` lists the values of some of the configuration's fields, `base` holds what they share, and
 * what neither says is as `planish train` has it. Every one is checked before any is begun.
 *
 * @param defaults a whole configuration, of which the specification may leave out any field
 * @returns PlanishError `usage`, naming the field and the run
 */
export const decodeSweep =
  (defaults: ExperimentConfig) =>
  (input: unknown): E.Either<PlanishError, readonly Cell[]> => {
    const result = schema.safeParse(input, wording)
    if (!result.success) {
      const { name, what } = complaintOf(result.error)
      return E.left(
        new PlanishError(
          'usage',
          `${name === '' ? 'the sweep' : name} ${what}`,
          'a sweep is { "base": { field: value }, "grid": { field: [values] } }, fields as in config.json of a run',
        ),
      )
    }
    const { base, grid } = result.data
    const twice = Object.keys(grid).find(field => Object.hasOwn(base, field))
    if (twice !== undefined) {
      return E.left(new PlanishError('usage', `${twice} is both in base and in grid`, 'leave it out of one'))
    }
    return pipe(
      product(grid),
      E.traverseArray(settings => cellOf({ ...defaults, ...base }, settings)),
    )
  }
