import { PlanishError } from '@planish/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { asymmetricNoise } from './asymmetric.ts'
import { composedNoise } from './compose.ts'
import { dispersiveNoise } from './dispersive.ts'
import { humanNoise } from './human.ts'
import { instanceDependentNoise } from './instance/instanceDependent.ts'
import { matrixNoise } from './matrix.ts'
import type { Noise } from './noise.ts'
import { openSetNoise } from './openSet.ts'
import { pairFlipNoise } from './pairFlip.ts'
import { pmdNoise } from './pmd/pmd.ts'
import { randomMatrixNoise } from './random/randomMatrix.ts'
import type { NoiseSpec } from './spec.ts'
import { symmetricNoise } from './symmetric.ts'

const kinds: Readonly<Record<NoiseSpec['kind'], (input: unknown) => E.Either<PlanishError, Noise>>> = {
  symmetric: symmetricNoise,
  pairFlip: pairFlipNoise,
  asymmetric: asymmetricNoise,
  matrix: matrixNoise,
  randomMatrix: randomMatrixNoise,
  dispersive: dispersiveNoise,
  instance: instanceDependentNoise,
  pmd: pmdNoise,
  human: humanNoise,
  openSet: openSetNoise,
  compose: input => composedNoise(prepareNoise)(input),
}

/** The kinds of noise there are, as a specification names them. */
export const noiseKinds = Object.keys(kinds) as readonly NoiseSpec['kind'][]

const isKind = (kind: unknown): kind is NoiseSpec['kind'] => noiseKinds.some(known => known === kind)

/** Checks a specification and makes it ready to draw from. */
export function prepareNoise(input: unknown): E.Either<PlanishError, Noise> {
  const kind = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined
  return isKind(kind)
    ? kinds[kind](input)
    : E.left(
        new PlanishError(
          'usage',
          kind === undefined
            ? 'a noise specification without a kind'
            : `unknown noise ${JSON.stringify(kind)}`,
          `kinds: ${noiseKinds.join(', ')}`,
        ),
      )
}

/**
 * A specification of noise from a file or a command line, checked, its defaults written out.
 *
 * @returns PlanishError `usage`, naming every field that is wrong
 * @example
 * ```ts
 * import { decodeNoise } from '@planish/datasets'
 *
 * decodeNoise({ kind: 'symmetric', rate: 1.5 })._tag // 'Left'
 * ```
 */
export const decodeNoise = (input: unknown): E.Either<PlanishError, NoiseSpec> =>
  pipe(
    prepareNoise(input),
    E.map(({ spec }) => spec),
  )

/**
 * The matrix T that a specification means: T[i][j] = P(noisy label j | clean label i), rows sum to 1. Of a
 * composition, the product.
 *
 * @returns PlanishError `usage` when the specification is wrong, does not suit the number of classes, or means no
 * matrix: where a label's noise depends on its example, or the matrix on a key
 * @example
 * ```ts
 * import { orThrow } from '@planish/core'
 * import { symmetric, transitionMatrix } from '@planish/datasets'
 *
 * orThrow(transitionMatrix(symmetric({ rate: 0.5 }), 3)) // [[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], …]
 * ```
 */
export const transitionMatrix = (spec: NoiseSpec, classes: number): E.Either<PlanishError, number[][]> =>
  pipe(
    prepareNoise(spec),
    E.chain(noise => noise.matrix(classes)),
  )
