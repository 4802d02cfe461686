import type { Key, Tree } from '@planish/core'
import { random, scoped, tidy } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { type Estimate, estimate } from './estimate.ts'
import type { Examples } from './examples.ts'
import { expectWhole } from './expectations.ts'
import type { AnyObjective } from './loss.ts'
import { type MatrixOptions, matrixOf } from './matrix.ts'
import type { ProductMethod } from './products.ts'
import { rademacher } from './vectors.ts'

/** Options of {@link hessianTrace}. */
export interface TraceOptions extends MatrixOptions {
  readonly key: Key
  /** Products, one a draw; default 32. */
  readonly samples?: number
}

/** An estimate of a trace. */
export interface TraceEstimate extends Estimate {
  readonly method: ProductMethod
}

/**
 * tr H of the mean loss by Hutchinson's estimator (1990),
 *
 * ```text
 * tr H = E zᵀHz,   z of independent ±1,
 * ```
 *
 * the mean over some draws with its standard error. The variance is 2 Σ_{i≠j} H_ij²: none for a diagonal matrix.
 *
 * @throws PlanishError `usage` for bad options or no examples
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { hessianTrace } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const { mean, standardError } = await hessianTrace({ model, loss: logistic }, params, toy, { key: random.key(2) })
 * ```
 */
export async function hessianTrace<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  options: TraceOptions,
): Promise<TraceEstimate> {
  const { key, samples = 32 } = options
  expectWhole('hessianTrace', 'samples', samples, 2)
  const matrix = matrixOf('hessianTrace', objective, params, examples, options)
  const values: number[] = []
  for (let sample = 0; sample < samples; sample++) {
    await scoped(async own => {
      const z = own(tf.tensor1d(rademacher(random.foldIn(key, sample), matrix.dimension)))
      const product = own(matrix.times(z))
      const [value] = await own(tidy(() => tf.sum(tf.mul(z, product)))).data()
      values.push(value as number)
    })
  }
  return { ...estimate(values), method: matrix.method() }
}
