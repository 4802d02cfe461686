import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as z from 'zod/mini'
import { classConditional } from './classConditional.ts'
import { decodeWith } from './decodeWith.ts'
import { drawRows } from './drawRows.ts'
import { counting } from './fields.ts'
import type { Noise } from './noise.ts'
import type { Counting } from './replacements.ts'
import { stochasticFault } from './stochastic.ts'

/** What {@link matrix} takes. */
export interface MatrixOptions {
  /** T[i][j] = P(noisy j | clean i), [K, K]: entries of at least 0, rows that sum to 1 within 1e-6. */
  readonly matrix: readonly (readonly number[])[]
  /** Default `iid`; `exact`: of the n_i labels of class i, n_i T[i][j] within one become j, n_i in all, and in the mean over the keys. */
  readonly count?: Counting
}

/** Labels drawn from the rows of a transition matrix, see {@link matrix}. */
export interface MatrixNoise extends MatrixOptions {
  readonly kind: 'matrix'
}

/**
 * Class-conditional label noise of any transition matrix: an example of class i gets label j with probability T[i][j].
 *
 * Rows are clean classes. Some code (cleanlab, for one) has them in the columns: transpose its matrices.
 *
 * @example
 * ```ts
 * import { matrix } from '@planish/datasets'
 *
 * matrix({ matrix: [[0.9, 0.1], [0.3, 0.7]] }) // of class 1, three labels of ten become 0
 * ```
 */
export const matrix = (options: MatrixOptions): MatrixNoise => ({ kind: 'matrix', ...options })

const schema = z.strictObject({
  kind: z.literal('matrix'),
  matrix: z.array(z.array(z.number())),
  count: counting(),
})

const checked = (spec: z.infer<typeof schema>): E.Either<PlanishError, z.infer<typeof schema>> => {
  const fault = stochasticFault(spec.matrix)
  return fault === undefined
    ? E.right(spec)
    : E.left(
        new PlanishError(
          'usage',
          `matrix noise: ${fault}`,
          'row i holds the probabilities of the labels that an example of class i gets: transpose a matrix by columns',
        ),
      )
}

/** Checks a specification of noise by a matrix and makes it ready to draw from. */
export const matrixNoise = (input: unknown): E.Either<PlanishError, Noise> =>
  pipe(
    input,
    decodeWith('matrix noise', schema),
    E.chain(checked),
    E.map(spec =>
      classConditional(spec, {
        fault: classes =>
          spec.matrix.length === classes
            ? undefined
            : `a matrix of ${spec.matrix.length} classes does not suit ${classes}`,
        matrix: () => spec.matrix.map(row => [...row]),
        draw: ({ labels }, key) => drawRows(labels, spec.matrix, spec.count, key),
      }),
    ),
  )
