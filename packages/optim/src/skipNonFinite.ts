import { tidy } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { allFinite } from './allFinite.ts'
import { zeros } from './arithmetic.ts'
import { chooseTree } from './choose.ts'
import type { BatchOptimizer, Optimizer } from './optimizer.ts'
import type { State } from './state.ts'

/** The inner optimizer's state, and the number of steps that were skipped, a scalar. */
export type SkipNonFiniteState<S extends State> = { readonly inner: S; readonly skipped: tf.Tensor }

/**
 * An optimizer that leaves parameters and state as they were where a step is not finite: where its updates, its losses
 * or its new state hold an infinity or a NaN, all updates are 0, so that the parameters stay to the bit, and every
 * tensor of the state is that from before. Numbers of the state that the host keeps go on, step counts and with them
 * schedules: a skipped step is a step. `skipped` in the state counts them; the losses are reported as they were.
 *
 * All is decided on the device, nothing waits. (`optax.apply_if_finite` looks at the updates alone, and accepts them
 * after some failures in a row; here no such step is ever taken: stop when `skipped` grows. With a state that holds an
 * infinity by design, as none here does, every step would be skipped.)
 *
 * @example
 * ```ts
 * import { followedBy, sam, sgd, skipNonFinite } from '@planish/optim'
 *
 * const optimizer = skipNonFinite(followedBy(sgd({ learningRate: 0.1, momentum: 0.9 }))(sam({ rho: 0.05 })))
 * ```
 */
export function skipNonFinite<S extends State>(
  optimizer: BatchOptimizer<S>,
): BatchOptimizer<SkipNonFiniteState<S>>
export function skipNonFinite<S extends State>(optimizer: Optimizer<S>): Optimizer<SkipNonFiniteState<S>>
export function skipNonFinite<S extends State>(optimizer: Optimizer<S>): Optimizer<SkipNonFiniteState<S>> {
  return {
    needs: optimizer.needs,
    gradientEvaluations: optimizer.gradientEvaluations,
    init: params => ({ inner: optimizer.init(params), skipped: tf.scalar(0) }),
    apply: (objective, params, { inner, skipped }, batch, key) =>
      tidy(() => {
        const { updates, state, losses, path } = optimizer.apply(objective, params, inner, batch, key)
        const finite = allFinite([updates, state, losses])
        return {
          updates: chooseTree(finite, updates, zeros(updates)),
          state: {
            inner: chooseTree(finite, state, inner),
            skipped: tf.add(skipped, tf.where(finite, 0, 1)),
          },
          losses,
          path,
        }
      }),
  }
}
