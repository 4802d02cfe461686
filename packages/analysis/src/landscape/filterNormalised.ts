import type { Key, Mask, Tree } from '@planish/core'
import { random, tidy, tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { drawnLike } from '../hessian/vectors.ts'

/** Options of {@link filterNormalised}. */
export interface FilterNormalisedOptions {
  /** The parameters that move; default those of two or more axes, so that biases and normalisations stay. */
  readonly mask?: Mask
}

/** d ‖w‖/‖d‖ over all axes but the last; over the whole of a vector. */
function likeFilters(d: Tensor, w: Tensor): Tensor {
  const width = w.rank < 2 ? 1 : (w.shape.at(-1) as number)
  const norms = (x: Tensor): Tensor =>
    tf.sqrt(tf.sum(tf.square(tf.reshape(x, [x.size / width, width])), 0, true))
  const drawn = norms(d)
  const scale = tf.div(norms(w), tf.where(tf.greater(drawn, 0), drawn, tf.onesLike(drawn)))
  return tf.reshape(tf.mul(tf.reshape(d, [d.size / width, width]), scale), w.shape)
}

/**
 * A random direction whose filters are as long as the weights' own,
 *
 * ```text
 * d_{i,j} ← d_{i,j} ‖w_{i,j}‖/‖d_{i,j}‖,   d normal,
 * ```
 *
 * so that landscapes of different networks can be compared (Li, Xu, Taylor, Studer & Goldstein, *Visualizing the Loss
 * Landscape of Neural Nets*, NeurIPS 2018). A filter is what leads to one output: of a convolution's kernel
 * [kh, kw, in, out], or a dense one's [in, out], the weights with one last index; of a depthwise kernel, those of one
 * multiplier. Vectors (biases, scales) do not move unless `mask` chooses them; then each is one filter.
 *
 * @returns of the parameters' structure
 * @throws PlanishError `usage` where the mask chooses nothing
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { mlp } from '@planish/models'
 * import { filterNormalised } from '@planish/analysis'
 *
 * const params = mlp({ inputShape: [3], hidden: [4], classes: 2 }).init(random.key(0))
 * const [first, second] = random.split(random.key(1)).map(key => filterNormalised(params, key))
 * ```
 */
export function filterNormalised<P extends Tree>(
  params: P,
  key: Key,
  { mask = (_path, leaf) => leaf.rank > 1 }: FilterNormalisedOptions = {},
): P {
  tree.chosen(params, mask) // throws where there are none
  return tidy(() =>
    tree.map2<P>(params, drawnLike(params, key, random.normal), (w, d, path) =>
      mask(path, w) ? likeFilters(d, w) : tf.zerosLike(w),
    ),
  )
}
