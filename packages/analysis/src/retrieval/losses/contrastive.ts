import type { Tree } from '@planish/core'
import type { BatchObjective, Model } from '@planish/grad'
import { plain } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { expectPositive } from '../../expectations.ts'
import { diagonal, distances, meanOf, sameClass, squaredDistances } from './pairs.ts'

/** Options of {@link contrastive}. */
export interface ContrastiveOptions {
  /** How far apart examples of different classes are pushed; default 1, as Hadsell et al. have it in their figures. */
  readonly margin?: number
}

/**
 * Contrastive loss (Hadsell, Chopra & LeCun 2006, eq. 4) over all pairs of a batch: the mean of ½ d² where the classes are
 * one, of ½ max(0, margin − d)² where they differ, d the Euclidean distance of their embeddings. A batch's loss, so
 * that rules that need an example's own can't be given it.
 *
 * @param model a network whose outputs [B, d] are the embeddings
 * @throws PlanishError `usage` for a margin that is not above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { linear } from '@planish/models'
 * import { followedBy, optimizerStep, sam, sgd } from '@planish/optim'
 * import { contrastive } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const model = linear({ inputShape: [3], classes: 2 }) // two numbers embed an example
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(sam({ rho: 0.05 }))
 * const params = model.init(random.key(0))
 * const batch = { inputs: tf.eye(3), labels: tf.tensor1d([0, 0, 1], 'int32') }
 * const next = optimizerStep(contrastive(model), optimizer, params, optimizer.init(params), batch, random.key(1))
 * ```
 */
export function contrastive<P extends Tree>(
  model: Model<P>,
  { margin = 1 }: ContrastiveOptions = {},
): BatchObjective<P> {
  expectPositive('contrastive', 'margin', margin)
  return {
    batchLoss: (params, { inputs, labels, draws }) => {
      const embeddings = model.apply(plain)(params, inputs, draws)
      const same = sameClass('contrastive', embeddings, labels)
      const together = squaredDistances(embeddings, embeddings)
      const apart = tf.square(tf.relu(tf.sub(margin, distances(embeddings))))
      const pairs = tf.sub(1, diagonal(labels.size))
      const half = tf.add(tf.mul(same, together), tf.mul(tf.sub(1, same), apart))
      return tf.div(meanOf(half, pairs), 2)
    },
  }
}
