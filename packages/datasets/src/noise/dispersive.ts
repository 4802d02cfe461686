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
import { uniform53 } from './uniform53.ts'

/** What {@link dispersive} takes. */
export interface DispersiveOptions {
  /** p in [0, 1]: the share of examples that get a label drawn anew. */
  readonly rate: number
  /** m: how many classes that label is drawn from, the example's own among them; all K unless given. */
  readonly among?: number
  /** Default `iid`; `exact`: exactly round(p·n) examples, of which some draw the label that they had. */
  readonly count?: Counting
}

/** Labels spread out evenly, see {@link dispersive}. */
export interface DispersiveNoise extends DispersiveOptions {
  readonly kind: 'dispersive'
}

/**
 * Dispersive label noise (Einbinder et al. 2024): a random share p of the examples get a label drawn uniformly from m
 * classes, a random set for each example that holds its own class. It spreads labels out and favours none, which
 * is what keeps conformal sets valid for the clean labels.
 *
 * Any class but its own is as likely as another to be in the set, so T[i][i] = 1 − p + p/m, and each other entry
 * is p (1 − 1/m)/(K − 1). With m = K this is the paper's random flip, and inclusive symmetric noise.
 *
 * @example
 * ```ts
 * import { dispersive } from '@planish/datasets'
 *
 * dispersive({ rate: 0.2, among: 3 })
 * ```
 */
export const dispersive = (options: DispersiveOptions): DispersiveNoise => ({
  kind: 'dispersive',
  ...options,
})

const schema = z.strictObject({
  kind: z.literal('dispersive'),
  rate: share(),
  among: z.exactOptional(z.int().check(z.gte(1))),
  count: counting(),
})

type Complete = z.infer<typeof schema>

function fault({ among = 2 }: Complete, classes: number): string | undefined {
  const few = tooFewClasses('dispersive noise', 2, classes)
  if (few !== undefined) return few
  return among > classes ? `dispersive noise among ${among} classes, there are ${classes}` : undefined
}

function matrix({ rate, among }: Complete, classes: number): number[][] {
  const own = 1 / (among ?? classes)
  const other = (rate * (1 - own)) / (classes - 1)
  return Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => (i === j ? 1 - rate + rate * own : other)),
  )
}

function draw({ labels, classes }: Dataset, spec: Complete, key: Key): Int32Array {
  const [which, whether, what] = random.split(key, 3) as [Key, Key, Key]
  const replaced = replacements(labels.length, spec, which)
  // Uniform over a set of m that holds the own class: that one with probability 1/m, else any other. No set is drawn,
  // for one that lasts for a single label can't be told from none.
  const leaves = uniform53(whether, labels.length)
  const steps = random.randint(what, labels.length, 1, classes)
  return labels.map((label, index) =>
    replaced[index] === 1 && (leaves[index] as number) >= 1 / (spec.among ?? classes)
      ? (label + (steps[index] as number)) % classes
      : label,
  )
}

/** Checks a specification of dispersive noise and makes it ready to draw from. */
export const dispersiveNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('dispersive noise', schema),
    E.map(spec =>
      classConditional(spec, {
        fault: classes => fault(spec, classes),
        matrix: classes => matrix(spec, classes),
        draw: (dataset, key) => draw(dataset, spec, key),
      }),
    ),
  )
