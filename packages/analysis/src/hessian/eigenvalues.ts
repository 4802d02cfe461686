import type { Key, Tree } from '@planish/core'
import { disposeTree, random, tidy } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Examples } from './examples.ts'
import { expectOneOf, expectPositive, expectWhole } from './expectations.ts'
import { type Lanczos, lanczos } from './lanczos.ts'
import type { AnyObjective } from './loss.ts'
import { type MatrixOptions, matrixOf } from './matrix.ts'
import type { ProductMethod } from './products.ts'
import { tridiagonalEigen } from './tridiagonal.ts'

/** Options of {@link topEigenvalues}. */
export interface EigenvaluesOptions extends MatrixOptions {
  /** The first vector is drawn from it. */
  readonly key: Key
  /** How many, k; default 1. */
  readonly count?: number
  /** Which come first: the largest, the smallest, or those of the largest magnitude; default `largest`. */
  readonly which?: 'largest' | 'smallest' | 'magnitude'
  /** The most products; default 100. */
  readonly iterations?: number
  /** Residual, in units of the largest magnitude found, at which an eigenvalue is good enough; default 1e-3. */
  readonly tolerance?: number
}

/** Some eigenvalues of a curvature matrix, with their vectors. */
export interface Eigenvalues<P extends Tree> {
  /** In the order asked for; fewer than k where there are fewer parameters. */
  readonly values: readonly number[]
  /** Of norm 1 and the parameters' structure; the caller's. */
  readonly vectors: readonly P[]
  /** ‖Hv − λv‖ of each, as Lanczos bounds it: there is an eigenvalue of H that near to λ. */
  readonly residuals: readonly number[]
  /** Whether all residuals are within the tolerance. */
  readonly converged: boolean
  /** Products that it took. */
  readonly iterations: number
  readonly method: ProductMethod
}

/** The Ritz pairs that were asked for, as coordinates in the basis. */
function chosen(found: Lanczos, count: number, which: EigenvaluesOptions['which']) {
  const { values, vectors } = tridiagonalEigen(found.diagonal, found.beside)
  const rank = {
    largest: (value: number) => -value,
    smallest: (value: number) => value,
    magnitude: (value: number) => -Math.abs(value),
  }[which ?? 'largest']
  const pairs = values.map((value, index) => {
    const coordinates = vectors[index] as readonly number[]
    return { value, coordinates, residual: found.remainder * Math.abs(coordinates.at(-1) as number) }
  })
  const scale = Math.max(...values.map(Math.abs))
  return { pairs: pairs.sort((a, b) => rank(a.value) - rank(b.value)).slice(0, count), scale }
}

/**
 * The k largest (or smallest) eigenvalues of the Hessian of the mean loss, and their eigenvectors, by the Lanczos
 * iteration with full re-orthogonalisation from a normal vector drawn from the key. λ_max is the curvature that
 * ½ρ²λ_max of SAM's sharpness is about. Holds one vector for each iteration.
 *
 * Where an exhausted Krylov space is left by a fresh vector, multiple eigenvalues are found as often as they occur.
 *
 * @throws PlanishError `usage` for bad options or no examples
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { topEigenvalues } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const { values } = await topEigenvalues({ model, loss: logistic }, params, toy, { count: 2, key: random.key(2) })
 * console.log(values) // two numbers, the larger first
 * ```
 */
export async function topEigenvalues<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  options: EigenvaluesOptions,
): Promise<Eigenvalues<P>> {
  const { key, count = 1, which = 'largest', iterations = 100, tolerance = 1e-3 } = options
  expectWhole('topEigenvalues', 'count', count, 1)
  expectWhole('topEigenvalues', 'iterations', iterations, count)
  expectPositive('topEigenvalues', 'tolerance', tolerance)
  expectOneOf('topEigenvalues', 'which', which, ['largest', 'smallest', 'magnitude'])
  const matrix = matrixOf('topEigenvalues', objective, params, examples, options)
  const good = (found: Lanczos): boolean => {
    if (found.diagonal.length < Math.min(count + 1, matrix.dimension)) return false
    const { pairs, scale } = chosen(found, count, which)
    return pairs.every(({ residual }) => residual <= tolerance * scale)
  }
  const [forStart, forRestarts] = random.split(key)
  const start = tf.tensor1d(random.normal(forStart, matrix.dimension))
  try {
    return await lanczos(
      start,
      matrix.times,
      // An exhausted space is not known to hold every copy of an eigenvalue: it is left before one is done.
      { iterations, restart: forRestarts, done: found => found.remainder > 0 && good(found) },
      found => {
        const { pairs, scale } = chosen(found, count, which)
        return {
          values: pairs.map(({ value }) => value),
          vectors: pairs.map(({ coordinates }) =>
            tidy(() =>
              matrix.toTree(
                found.basis.reduce<tf.Tensor>(
                  (sum, q, index) => tf.add(sum, tf.mul(q, coordinates[index] as number)),
                  tf.zeros([matrix.dimension]),
                ),
              ),
            ),
          ),
          residuals: pairs.map(({ residual }) => residual),
          converged: pairs.every(({ residual }) => residual <= tolerance * scale),
          iterations: found.diagonal.length,
          method: matrix.method(),
        }
      },
    )
  } finally {
    disposeTree(start)
  }
}
