import type { Mask, Tree } from '@planish/core'
import { tidy, tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { expectNotNegative } from '../expectations.ts'
import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import { stateless } from '../state.ts'
import { everything } from './mask.ts'
import type { GradientTransformation } from './transformation.ts'

/** None while the decay is a number; of a schedule the number of updates made. */
export type DecayState = readonly [] | CountState

/** λ of {@link addDecayedWeights}: from 0, or a schedule of the number of steps. */
export type WeightDecay = number | Schedule

const decayed = <U extends Tree>(updates: U, params: U, weightDecay: number, mask: Mask): U =>
  tidy(() =>
    tree.map2<U>(updates, params, (u, w, path) =>
      weightDecay === 0 || !mask(path, w) ? tf.clone(u) : tf.add(u, tf.mul(w, weightDecay)),
    ),
  )

/**
 * u + λ w (`optax.add_decayed_weights`), of the leaves that the mask names. Before the learning rate it decays the
 * weights; before momentum, as in `sgd`, it is the gradient of λ/2 ‖w‖². Either way outside the loss, so SAM does
 * not perturb it.
 *
 * @throws PlanishError `usage` for a negative or missing `weightDecay`
 * @example
 * ```ts
 * import { addDecayedWeights } from '@planish/optim'
 *
 * const decay = addDecayedWeights(5e-4, path => path.endsWith('kernel'))
 * ```
 */
export function addDecayedWeights(weightDecay: number, mask?: Mask): GradientTransformation<readonly []>
export function addDecayedWeights(weightDecay: Schedule, mask?: Mask): GradientTransformation<CountState>
export function addDecayedWeights(weightDecay: WeightDecay, mask?: Mask): GradientTransformation<DecayState>
export function addDecayedWeights(
  weightDecay: WeightDecay,
  mask: Mask = everything,
): GradientTransformation<readonly []> | GradientTransformation<CountState> {
  if (typeof weightDecay === 'function') {
    return {
      init: () => ({ count: 0 }),
      update: <U extends Tree>(updates: U, { count }: CountState, params: U) => ({
        updates: decayed(updates, params, weightDecay(count), mask),
        state: { count: count + 1 },
      }),
    }
  }
  expectNotNegative('addDecayedWeights', 'weightDecay', weightDecay)
  return {
    init: () => stateless,
    update: <U extends Tree>(updates: U, state: readonly [], params: U) => ({
      updates: decayed(updates, params, weightDecay, mask),
      state,
    }),
  }
}
