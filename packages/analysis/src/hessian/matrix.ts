import type { Mask, Tree } from '@planish/core'
import { disposeTree, PlanishError } from '@planish/core'
import type { Objective } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Examples } from './examples.ts'
import { expectOneOf } from './expectations.ts'
import type { AnyObjective } from './loss.ts'
import type { ProductMethod, ProductOptions } from './products.ts'
import { curvature, gaussNewtonWays, hessianWays } from './products.ts'
import { type Flat, flat } from './vectors.ts'

/** What is asked of a curvature matrix. */
export interface MatrixOptions extends ProductOptions {
  /** Default `hessian`; `gaussNewton` for `gaussNewtonVectorProduct`’s matrix. */
  readonly matrix?: 'hessian' | 'gaussNewton'
  /** The parameters whose block of the matrix is looked at; default all. */
  readonly mask?: Mask
  /** Called after every product with the number so far. */
  readonly onProgress?: (products: number) => void
}

/** A block of a curvature matrix on vectors [N]. */
export interface CurvatureMatrix<P extends Tree> extends Flat<P> {
  /** New tensors, the caller's. */
  readonly times: (vector: Tensor) => Tensor
  readonly method: () => ProductMethod
}

/** The matrix that the options ask for. */
export function matrixOf<P extends Tree>(
  of: string,
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  { mask = () => true, matrix = 'hessian', onProgress, ...options }: MatrixOptions,
): CurvatureMatrix<P> {
  expectOneOf(of, 'matrix', matrix, ['hessian', 'gaussNewton'])
  if (matrix === 'gaussNewton' && 'batchLoss' in objective) {
    throw new PlanishError('usage', `${of}: a batch's loss has no logits, and no Gauss–Newton matrix`)
  }
  const { times, method } = curvature<P>(of, examples, options, difference =>
    matrix === 'hessian'
      ? hessianWays(objective, params, difference)
      : gaussNewtonWays(objective as Objective<P>, params, difference),
  )
  const flattened = flat(params, mask)
  let products = 0
  return {
    ...flattened,
    times: vector => {
      const along = flattened.toTree(vector)
      const product = times(along)
      const result = flattened.toVector(product)
      disposeTree(along)
      disposeTree(product)
      products++
      onProgress?.(products)
      return result
    },
    method,
  }
}
