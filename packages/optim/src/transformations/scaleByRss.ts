import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { choose } from '../choose.ts'
import { expectNotNegative } from '../expectations.ts'
import type { GradientTransformation } from './transformation.ts'

/** Options of {@link scaleByRss}, with optax's defaults. */
export interface ScaleByRssOptions {
  /** What the sum begins with; default 0.1. */
  readonly initialAccumulatorValue?: number
  /** ε under the root; default 1e-7. */
  readonly eps?: number
}

/** The sum s of the updates' squares, of the parameters' structure. */
export type ScaleByRssState = { readonly sumOfSquares: Tree }

/**
 * u / √(s + ε), s ← s + u², and 0 where s is (`optax.scale_by_rss`; Duchi, Hazan & Singer 2011).
 *
 * @throws PlanishError `usage` for a negative option
 * @example
 * ```ts
 * import { chain, scale, scaleByRss } from '@planish/optim'
 *
 * const transformation = chain(scaleByRss(), scale(-0.1))
 * ```
 */
export function scaleByRss({
  initialAccumulatorValue = 0.1,
  eps = 1e-7,
}: ScaleByRssOptions = {}): GradientTransformation<ScaleByRssState> {
  expectNotNegative('scaleByRss', 'initialAccumulatorValue', initialAccumulatorValue)
  expectNotNegative('scaleByRss', 'eps', eps)
  return {
    init: params => ({
      sumOfSquares: tree.map(params, leaf => tf.fill(leaf.shape, initialAccumulatorValue)),
    }),
    update: <U extends Tree>(updates: U, state: ScaleByRssState) =>
      tidy(() => {
        const sumOfSquares = tree.map2<U>(updates, state.sumOfSquares, (u, s) => tf.add(s, tf.square(u)))
        const scaledUpdates = tree.map2<U>(updates, sumOfSquares, (u, s) =>
          choose(tf.greater(s, 0), tf.div(u, tf.sqrt(tf.add(s, eps))), tf.zerosLike(u)),
        )
        return { updates: scaledUpdates, state: { sumOfSquares } }
      }),
  }
}
