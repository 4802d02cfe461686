import { type Key, PlanishError, random } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { countLabels } from '../../labels.ts'
import { decodeWith } from '../decodeWith.ts'
import { drawRows } from '../drawRows.ts'
import { counting } from '../fields.ts'
import type { Noise } from '../noise.ts'
import type { Counting } from '../replacements.ts'
import { optionsFault, type RandomMatrixOptions, randomTransitionMatrix } from './randomTransitionMatrix.ts'

/** Labels drawn from a transition matrix that is drawn itself, see {@link randomMatrix}. */
export interface RandomMatrixNoise extends RandomMatrixOptions {
  readonly kind: 'randomMatrix'
  /** As of `matrix`. */
  readonly count?: Counting
}

/**
 * Class-conditional noise of a random transition matrix with a given trace: {@link randomTransitionMatrix} of the data
 * set's class shares, drawn from the first half of the key; labels from the second.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { corrupt, gaussianToy, randomMatrix } from '@planish/datasets'
 *
 * const clean = orThrow(gaussianToy({ size: 1000, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * orThrow(corrupt(randomMatrix({ trace: 1.5 }), random.key(1))(clean)).realisedMatrix
 * ```
 */
export const randomMatrix = (
  options: RandomMatrixOptions & { readonly count?: Counting },
): RandomMatrixNoise => ({ kind: 'randomMatrix', ...options })

const schema = z.strictObject({
  kind: z.literal('randomMatrix'),
  trace: z.number(),
  zeros: z._default(z.number(), 0),
  minKept: z._default(z.number(), 1e-5),
  maxKept: z._default(z.number(), 1),
  minRate: z._default(z.number(), 0),
  maxRate: z._default(z.number(), 1 - 1e-5),
  learnable: z._default(z.boolean(), true),
  count: counting(),
})

/** Checks a specification of noise by a random matrix and makes it ready to draw from. */
export const randomMatrixNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('random matrix noise', schema),
    E.chain(spec => {
      const fault = optionsFault(spec)
      return fault === undefined
        ? E.right(spec)
        : E.left(new PlanishError('usage', `random matrix noise: ${fault}`))
    }),
    E.map((spec): Noise => {
      const { kind: _, count, ...options } = spec
      return {
        spec,
        matrix: () =>
          E.left(
            new PlanishError(
              'usage',
              'the matrix of randomMatrix noise is drawn from the key',
              'randomTransitionMatrix(options, priors, random.split(key)[0]) draws it',
            ),
          ),
        draw: ({ labels, classes }, key) => {
          const [ofMatrix, ofLabels] = random.split(key) as [Key, Key]
          const priors = countLabels(labels, classes).map(n => n / Math.max(1, labels.length))
          return pipe(
            // Of no examples there are no shares, and nothing to draw.
            labels.length === 0 ? E.right([]) : randomTransitionMatrix(options, priors, ofMatrix),
            E.map(matrix => ({ spec, labels: drawRows(labels, matrix, count, ofLabels) })),
          )
        },
      }
    }),
  )
