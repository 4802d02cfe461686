import type { Tree } from '@planish/core'
import { tree } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Schedule } from '../schedules/schedule.ts'
import type { CountState } from '../state.ts'
import type { GradientTransformation } from './transformation.ts'

/**
 * s(n) · u, n the number of updates made before this one (`optax.scale_by_schedule`). It counts steps, not
 * gradient evaluations: a SAM step counts once.
 *
 * @example
 * ```ts
 * import { cosine, scaleBySchedule } from '@planish/optim'
 *
 * const decaying = scaleBySchedule(cosine({ init: 0.1, steps: 1000 }))
 * ```
 */
export const scaleBySchedule = (schedule: Schedule): GradientTransformation<CountState> => ({
  init: () => ({ count: 0 }),
  update: <U extends Tree>(updates: U, { count }: CountState) => {
    const factor = schedule(count)
    return { updates: tree.map<U>(updates, leaf => tf.mul(leaf, factor)), state: { count: count + 1 } }
  },
})
