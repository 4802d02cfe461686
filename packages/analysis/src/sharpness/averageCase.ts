import type { Key, Tree } from '@planish/core'
import { random, scoped, tidy } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { estimate } from '../hessian/estimate.ts'
import { type Examples, partsOf } from '../hessian/examples.ts'
import { expectNotNegative, expectWhole } from '../hessian/expectations.ts'
import { type AnyObjective, meanLoss } from '../hessian/loss.ts'
import { type NeighbourhoodOptions, neighbourhoodOf } from './neighbourhood.ts'

/** Options of {@link averageSharpness}. */
export interface AverageOptions extends NeighbourhoodOptions {
  readonly key: Key
  /** Draws of δ, each a forward pass over all examples; default 32. */
  readonly samples?: number
  /** Called after each draw with the number of draws. */
  readonly onProgress?: (samples: number) => void
}

/** How much the loss rises nearby on average. */
export interface AverageSharpness {
  /** The mean of L(w + δ) − L(w). */
  readonly sharpness: number
  /** Of `sharpness`, from the draws' spread. */
  readonly standardError: number
  /** L(w). */
  readonly loss: number
  /** L(w + δ) − L(w) of each draw. */
  readonly samples: readonly number[]
}

/**
 * Average-case sharpness
 *
 * ```text
 * S_avg^ρ(w, c) = E_δ  L(w + δ) − L(w),   δ ~ N(0, ρ² diag(c²)),
 * ```
 *
 * c = 1 or, with `adaptive`, |w| (Andriushchenko et al., ICML 2023, arXiv 2302.07011, equation 1); to second order
 * ½ρ² tr H for c = 1. Note that ρ is the deviation of each weight: ‖δ‖ is about ρ√N.
 *
 * @throws PlanishError `usage` for bad options or no examples
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy } from '@planish/datasets'
 * import { logistic } from '@planish/grad'
 * import { linear } from '@planish/models'
 * import { averageSharpness } from '@planish/analysis'
 *
 * const toy = orThrow(gaussianToy({ size: 50, dimension: 4, signal: 2, sigma: 1, key: random.key(0) }))
 * const model = linear({ inputShape: [4], classes: 1 })
 * const params = model.init(random.key(1))
 * const objective = { model, loss: logistic }
 * const { sharpness, standardError } = await averageSharpness(objective, params, toy, { rho: 0.1, key: random.key(2) })
 * ```
 */
export async function averageSharpness<P extends Tree>(
  objective: AnyObjective<P>,
  params: P,
  examples: Examples,
  options: AverageOptions,
): Promise<AverageSharpness> {
  const { rho, key, samples = 32, onProgress } = options
  expectNotNegative('averageSharpness', 'rho', rho)
  expectWhole('averageSharpness', 'samples', samples, 2)
  const parts = partsOf(examples, options)
  const lossAt = (at: P): Promise<number> =>
    scoped(async own => {
      const [value] = await own(meanLoss(objective, at, parts)).data()
      return value as number
    })
  const { at, dimension, dispose } = neighbourhoodOf(params, options)
  try {
    const loss = await lossAt(params)
    const rises: number[] = []
    for (let sample = 0; sample < samples; sample++) {
      await scoped(async own => {
        const draws = random.normal(random.foldIn(key, sample), dimension)
        rises.push((await lossAt(own(tidy(() => at(tf.mul(tf.tensor1d(draws), rho)))))) - loss)
      })
      onProgress?.(rises.length)
    }
    const { mean, standardError } = estimate(rises)
    return { sharpness: mean, standardError, loss, samples: rises }
  } finally {
    dispose()
  }
}
