import type { Tree } from '@planish/core'
import { PlanishError, tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { choose } from '../choose.ts'
import { expectNotNegative, expectPositive } from '../expectations.ts'
import { stateless } from '../state.ts'
import type { GradientTransformation } from './transformation.ts'

/** Options of {@link adaptiveGradClip}. */
export interface AdaptiveGradClipOptions {
  /** A unit's weights count as at least this long; default 1e-3. */
  readonly eps?: number
  /** The axes of a leaf that belong to one unit; default all but the last, and all of a vector. */
  readonly axis?: number | readonly number[]
}

/** optax's floor under the gradient's norm, by which is divided. */
const smallestNorm = 1e-6

/** All axes but the last, which tells a dense layer's or a convolution's outputs apart. */
function axesOfUnits({ shape, rank }: Tensor, path: string): number[] {
  if (shape.filter(size => size !== 1).length <= 1) return shape.map((_, axis) => axis)
  if (rank > 5) {
    throw new PlanishError(
      'usage',
      `adaptiveGradClip: ${path} has the shape [${shape.join(', ')}], of which the units are not known`,
      'name the axes of one unit with the option axis',
    )
  }
  // Rank 3 as optax has it: a stack of matrices whose last two axes tell units apart.
  return rank === 3 ? [0] : shape.slice(0, -1).map((_, axis) => axis)
}

/**
 * Scales the gradient of each unit to at most `clipping` · max(‖w‖, eps), w the unit's weights
 * (`optax.adaptive_grad_clip`; Brock et al. 2021). A unit is an output of a layer: a column of a matrix.
 *
 * @throws PlanishError `usage` for a `clipping` that is not positive, a negative `eps`; in `update` for leaves of more than five axes without the option `axis`
 * @example
 * ```ts
 * import { adaptiveGradClip, chain, sgd } from '@planish/optim'
 *
 * const transformation = chain(adaptiveGradClip(0.01), sgd({ learningRate: 0.1, momentum: 0.9 }))
 * ```
 */
export function adaptiveGradClip(
  clipping: number,
  { eps = 1e-3, axis }: AdaptiveGradClipOptions = {},
): GradientTransformation<readonly []> {
  expectPositive('adaptiveGradClip', 'clipping', clipping)
  expectNotNegative('adaptiveGradClip', 'eps', eps)
  const axes = axis === undefined ? undefined : [axis].flat()
  const normOf = (leaf: Tensor, path: string): Tensor =>
    tf.sqrt(tf.sum(tf.square(leaf), axes ?? axesOfUnits(leaf, path), true))
  const clipLeaf = (update: Tensor, param: Tensor, path: string): Tensor => {
    const norm = normOf(update, path)
    const most = tf.mul(tf.maximum(normOf(param, path), eps), clipping)
    const factor = choose(
      tf.less(norm, most),
      tf.onesLike(norm),
      tf.div(most, tf.maximum(norm, smallestNorm)),
    )
    return tf.mul(update, factor)
  }
  return {
    init: () => stateless,
    update: <U extends Tree>(updates: U, state: readonly [], params: U) => ({
      updates: tidy(() => tree.map2<U>(updates, params, clipLeaf)),
      state,
    }),
  }
}
