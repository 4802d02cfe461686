import { type Key, type PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import type { Dataset } from '../dataset.ts'
import { classConditional, tooFewClasses } from './classConditional.ts'
import { decodeWith } from './decodeWith.ts'
import { counting, share } from './fields.ts'
import type { Noise } from './noise.ts'
import { type Counting, replacements } from './replacements.ts'

/** What {@link symmetric} takes. */
export interface SymmetricOptions {
  /** p in [0, 1]: how probable it is that a label is replaced. */
  readonly rate: number
  /** Whether a replaced label may come back as itself; false unless given, as most papers have it. */
  readonly inclusive?: boolean
  /** Default `iid`; where `exact` labels are inclusive, some of those drawn may stay what they were. */
  readonly count?: Counting
}

/** Labels replaced by uniformly drawn ones, see {@link symmetric}. */
export interface SymmetricNoise extends SymmetricOptions {
  readonly kind: 'symmetric'
}

/**
 * Symmetric label noise of rate p over K classes.
 *
 * Exclusive (the default): a replaced label is one of the K − 1 others, T = (1−p) I + p/(K−1) (1 − I).
 * Inclusive: it is any of the K, T = (1−p) I + p/K, so the realised rate is p(1 − 1/K).
 *
 * With one key, what a lower rate replaces a higher rate replaces too, by the same label.
 *
 * @example
 * ```ts
 * import { symmetric } from '@planish/datasets'
 *
 * symmetric({ rate: 0.4 }) // { kind: 'symmetric', rate: 0.4 }
 * ```
 */
export const symmetric = (options: SymmetricOptions): SymmetricNoise => ({ kind: 'symmetric', ...options })

const schema = z.strictObject({
  kind: z.literal('symmetric'),
  rate: share(),
  inclusive: z._default(z.boolean(), false),
  count: counting(),
})

type Complete = z.infer<typeof schema>

function matrix({ rate, inclusive }: Complete, classes: number): number[][] {
  const replaced = inclusive ? rate / classes : rate / (classes - 1)
  const kept = inclusive ? 1 - rate + replaced : 1 - rate
  return Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => (i === j ? kept : replaced)),
  )
}

function draw({ labels, classes }: Dataset, spec: Complete, key: Key): Int32Array {
  const [which, what] = random.split(key, 2) as [Key, Key]
  const replaced = replacements(labels.length, spec, which)
  // A step around the circle of classes: never 0 when exclusive, so the label can't stay.
  const steps = random.randint(what, labels.length, spec.inclusive ? 0 : 1, classes)
  return labels.map((label, index) =>
    replaced[index] === 1 ? (label + (steps[index] as number)) % classes : label,
  )
}

/** Checks a specification of symmetric noise and makes it ready to draw from. */
export const symmetricNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('symmetric noise', schema),
    E.map(spec =>
      classConditional(spec, {
        fault: classes => tooFewClasses('symmetric noise', spec.inclusive ? 1 : 2, classes),
        matrix: classes => matrix(spec, classes),
        draw: (dataset, key) => draw(dataset, spec, key),
      }),
    ),
  )
