import type { Key, PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import type { Dataset } from '../dataset.ts'
import { classConditional, tooFewClasses } from './classConditional.ts'
import { decodeWith } from './decodeWith.ts'
import { counting, share } from './fields.ts'
import type { Noise } from './noise.ts'
import { type Counting, replacements } from './replacements.ts'

/** What {@link pairFlip} takes. */
export interface PairFlipOptions {
  /** p in [0, 1]: how probable it is that a label is replaced. Above ½ the wrong label is the likelier one. */
  readonly rate: number
  /** Default `iid`. */
  readonly count?: Counting
}

/** Labels replaced by the next class, see {@link pairFlip}. */
export interface PairFlipNoise extends PairFlipOptions {
  readonly kind: 'pairFlip'
}

/**
 * Pair-flip label noise of rate p (Han et al. 2018): a replaced label i becomes i + 1, the last class the first;
 * T[i][i] = 1 − p, T[i][i + 1] = p. The plainest asymmetric noise: each class is mistaken for one other.
 *
 * With one key, what a lower rate replaces a higher rate replaces too.
 *
 * @example
 * ```ts
 * import { pairFlip } from '@planish/datasets'
 *
 * pairFlip({ rate: 0.4 }) // { kind: 'pairFlip', rate: 0.4 }
 * ```
 */
export const pairFlip = (options: PairFlipOptions): PairFlipNoise => ({ kind: 'pairFlip', ...options })

const schema = z.strictObject({ kind: z.literal('pairFlip'), rate: share(), count: counting() })

type Complete = z.infer<typeof schema>

const matrix = ({ rate }: Complete, classes: number): number[][] =>
  Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes }, (_, j) => (i === j ? 1 - rate : j === (i + 1) % classes ? rate : 0)),
  )

function draw({ labels, classes }: Dataset, spec: Complete, key: Key): Int32Array {
  const replaced = replacements(labels.length, spec, key)
  return labels.map((label, index) => (label + (replaced[index] as number)) % classes)
}

/** Checks a specification of pair-flip noise and makes it ready to draw from. */
export const pairFlipNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('pair-flip noise', schema),
    E.map(spec =>
      classConditional(spec, {
        fault: classes => tooFewClasses('pair-flip noise', 2, classes),
        matrix: classes => matrix(spec, classes),
        draw: (dataset, key) => draw(dataset, spec, key),
      }),
    ),
  )
