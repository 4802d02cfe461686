import type { Tree } from '@planish/core'
import { PlanishError } from '@planish/core'
import type { BatchObjective, Model } from '@planish/grad'
import { plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expectPositive } from '../../expectations.ts'
import { diagonal, distances, meanOf, sameClass } from './pairs.ts'

/** Options of {@link triplet}. */
export interface TripletOptions {
  /** How much nearer the positive is to be than the negative; default 0.2, as Schroff et al. */
  readonly margin?: number
  /**
   * Which triplets of a batch: `hard`, each anchor's farthest positive and nearest negative; `all` that can be made;
   * `active`, of these the ones whose loss is not 0 (Hermans et al.'s “≠ 0”). Default `hard`.
   */
  readonly mining?: 'hard' | 'all' | 'active'
}

const minings: readonly string[] = ['hard', 'all', 'active']

/** max(0, margin + max_p d − min_n d) of each anchor, the mean over those that have both. */
function hardest(d: Tensor, positive: Tensor, negative: Tensor, margin: number): Tensor {
  const farthest = tf.max(tf.mul(d, positive), 1)
  // A pair that is no negative is as far as none is.
  const nearest = tf.min(tf.where(tf.greater(negative, 0), d, tf.fill(d.shape, Number.MAX_SAFE_INTEGER)), 1)
  const anchors = tf.mul(tf.max(positive, 1), tf.max(negative, 1))
  return meanOf(
    tf.relu(tf.add(margin, tf.sub(farthest, tf.where(tf.greater(anchors, 0), nearest, farthest)))),
    anchors,
  )
}

/** max(0, margin + d_ap − d_an) of every triplet [a, p, n], the mean over all or those above 0. */
function every(d: Tensor, positive: Tensor, negative: Tensor, margin: number, onlyActive: boolean): Tensor {
  const losses = tf.relu(tf.add(margin, tf.sub(tf.expandDims(d, 2), tf.expandDims(d, 1))))
  const triplets = tf.mul(tf.expandDims(positive, 2), tf.expandDims(negative, 1))
  const active = tf.mul(triplets, tf.step(losses))
  return meanOf(losses, onlyActive ? active : triplets)
}

/**
 * Triplet loss over a batch, the mean of max(0, margin + d(a, p) − d(a, n)), p of the anchor's class and n of another,
 * d the Euclidean distance of the embeddings (Schroff, Kalenichenko & Philbin 2015 square it), with the triplets of
 * Hermans, Beyer & Leibe 2017: `hard`, `all` or `active`. 0 where the batch has no triplet.
 *
 * @param model a network whose outputs [B, d] are the embeddings
 * @throws PlanishError `usage` for a margin that is not above 0, or a mining that is none of these
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { linear } from '@planish/models'
 * import { triplet } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = linear({ inputShape: [3], classes: 2 })
 * const batch = { inputs: tf.eye(3), labels: tf.tensor1d([0, 0, 1], 'int32') }
 * triplet(model, { mining: 'all' }).batchLoss(model.init(random.key(0)), batch) // a scalar
 * ```
 */
export function triplet<P extends Tree>(
  model: Model<P>,
  { margin = 0.2, mining = 'hard' }: TripletOptions = {},
): BatchObjective<P> {
  expectPositive('triplet', 'margin', margin)
  if (!minings.includes(mining)) {
    throw new PlanishError('usage', `triplet: mining is "${mining}"`, `one of ${minings.join(', ')}`)
  }
  return {
    batchLoss: (params, { inputs, labels, draws }) => {
      const embeddings = model.apply(plain)(params, inputs, draws)
      const same = sameClass('triplet', embeddings, labels)
      const d = distances(embeddings)
      const positive = tf.sub(same, diagonal(labels.size))
      const negative = tf.sub(1, same)
      return mining === 'hard'
        ? hardest(d, positive, negative, margin)
        : every(d, positive, negative, margin, mining === 'active')
    },
  }
}
