import type { Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { copy, zeros } from '../arithmetic.ts'
import { expectWhole } from '../expectations.ts'
import { type Schedule, valueAt } from '../schedules/schedule.ts'
import type { State } from '../state.ts'
import { type Descent, descendingAs } from './descending.ts'
import type { GradientTransformation } from './transformation.ts'

/** Options of {@link multiSteps}. */
export interface MultiStepsOptions {
  /** Accumulate the mean of the gradients, or their sum; default true, the mean. */
  readonly useGradMean?: boolean
}

/** Gradients accumulated since the last step, steps made, and what has been accumulated. */
export type MultiStepsState<S extends State = State> = {
  readonly miniStep: number
  readonly gradientStep: number
  readonly accumulated: Tree
  readonly inner: S
}

/**
 * Every k-th update is the inner transformation's of the mean of k; those between are zero and leave its state
 * alone (`optax.MultiSteps`): a batch k times as large as memory holds.
 *
 * @throws PlanishError `usage` unless `every` is, or in `update` gives, a whole number from 1
 * @example
 * ```ts
 * import { adam, multiSteps } from '@planish/optim'
 *
 * const transformation = multiSteps(adam({ learningRate: 1e-3 }), 4)
 * ```
 */
export function multiSteps<S extends State>(
  inner: Descent<S>,
  every: number | Schedule,
  options?: MultiStepsOptions,
): Descent<MultiStepsState<S>>
export function multiSteps<S extends State>(
  inner: GradientTransformation<S>,
  every: number | Schedule,
  options?: MultiStepsOptions,
): GradientTransformation<MultiStepsState<S>>
export function multiSteps<S extends State>(
  inner: GradientTransformation<S>,
  every: number | Schedule,
  { useGradMean = true }: MultiStepsOptions = {},
): GradientTransformation<MultiStepsState<S>> {
  const everyAt = (step: number): number => {
    const steps = valueAt(every, step)
    expectWhole('multiSteps', 'every', steps, 1)
    return steps
  }
  everyAt(0)
  const accumulate = <U extends Tree>(accumulated: Tree, updates: U, miniStep: number): U =>
    tree.map2<U>(updates, accumulated, (u, a) =>
      tf.add(a, useGradMean ? tf.div(tf.sub(u, a), miniStep + 1) : u),
    )
  return descendingAs([inner], {
    init: params => ({ miniStep: 0, gradientStep: 0, accumulated: zeros(params), inner: inner.init(params) }),
    update: <U extends Tree>(updates: U, state: MultiStepsState<S>, params: U) =>
      tidy(() => {
        const accumulated = accumulate(state.accumulated, updates, state.miniStep)
        const { gradientStep } = state
        const miniStep = state.miniStep + 1
        if (miniStep < everyAt(gradientStep)) {
          const waiting = { miniStep, gradientStep, accumulated, inner: copy(state.inner) }
          return { updates: zeros(updates), state: waiting }
        }
        const next = inner.update(accumulated, state.inner, params)
        return {
          updates: next.updates,
          state: {
            miniStep: 0,
            gradientStep: gradientStep + 1,
            accumulated: zeros(updates),
            inner: next.state,
          },
        }
      }),
  })
}
