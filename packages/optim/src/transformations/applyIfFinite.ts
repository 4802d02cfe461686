import type { Tree } from '@planish/core'
import { tidy } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { allFinite } from '../allFinite.ts'
import { zeros } from '../arithmetic.ts'
import { chooseTree } from '../choose.ts'
import { expectWhole } from '../expectations.ts'
import type { State } from '../state.ts'
import { type Descent, descendingAs } from './descending.ts'
import type { GradientTransformation } from './transformation.ts'

/** Counts that depend on the updates' values, and so stay on the device: int32 scalars and a boolean one. */
export type ApplyIfFiniteState<S extends State = State> = {
  /** Rejectable updates in a row, 0 after one that was finite. */
  readonly notFiniteCount: Tensor
  /** Whether the last update was finite. */
  readonly lastFinite: Tensor
  /** Updates that were not finite, all told. */
  readonly totalNotFinite: Tensor
  readonly inner: S
}

/**
 * Zero in place of an update that holds NaN or infinities, the inner state left as it was, until there are more
 * than `maxConsecutiveErrors` in a row: those are let through (`optax.apply_if_finite`).
 *
 * The decision is the device's, and nothing waits for it. So the inner state's *numbers*, step counts, go on
 * past a rejected update where optax's stand still: a schedule takes it for a step like any other, and the bias
 * correction of `scaleByAdam` counts it.
 *
 * @throws PlanishError `usage` unless `maxConsecutiveErrors` is a whole number from 0
 * @example
 * ```ts
 * import { applyIfFinite, sgd } from '@planish/optim'
 *
 * const transformation = applyIfFinite(sgd({ learningRate: 0.1, momentum: 0.9 }), 5)
 * ```
 */
export function applyIfFinite<S extends State>(
  inner: Descent<S>,
  maxConsecutiveErrors: number,
): Descent<ApplyIfFiniteState<S>>
export function applyIfFinite<S extends State>(
  inner: GradientTransformation<S>,
  maxConsecutiveErrors: number,
): GradientTransformation<ApplyIfFiniteState<S>>
export function applyIfFinite<S extends State>(
  inner: GradientTransformation<S>,
  maxConsecutiveErrors: number,
): GradientTransformation<ApplyIfFiniteState<S>> {
  expectWhole('applyIfFinite', 'maxConsecutiveErrors', maxConsecutiveErrors, 0)
  return descendingAs([inner], {
    init: params => ({
      notFiniteCount: tf.scalar(0, 'int32'),
      lastFinite: tf.scalar(true, 'bool'),
      totalNotFinite: tf.scalar(0, 'int32'),
      inner: inner.init(params),
    }),
    update: <U extends Tree>(updates: U, state: ApplyIfFiniteState<S>, params: U) =>
      tidy(() => {
        const one = tf.scalar(1, 'int32')
        const finite = allFinite(updates)
        const notFiniteCount = tf.where(finite, tf.scalar(0, 'int32'), tf.add(state.notFiniteCount, one))
        const apply = tf.logicalOr(
          finite,
          tf.greater(notFiniteCount, tf.scalar(maxConsecutiveErrors, 'int32')),
        )
        const next = inner.update(updates, state.inner, params)
        return {
          updates: chooseTree(apply, next.updates, zeros(next.updates)),
          state: {
            notFiniteCount,
            lastFinite: finite,
            totalNotFinite: tf.where(finite, state.totalNotFinite, tf.add(state.totalNotFinite, one)),
            inner: chooseTree(apply, next.state, state.inner),
          },
        }
      }),
  })
}
