import { type Key, PlanishError, random, type Tree } from '@planish/core'
import type { BatchObjective, Model } from '@planish/grad'
import { plain } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { expectPositive, expectWhole } from '../../expectations.ts'
import { squaredDistances, unit } from './pairs.ts'

/** A network's parameters and a proxy for each class, [K, d], trained together. */
export type WithProxies<P extends Tree> = { readonly network: P; readonly proxies: Tensor }

/** Options of {@link proxyNca}. */
export interface ProxyNcaOptions {
  /** What squared distances are multiplied by, an inverse temperature; default 1, the paper's formula. */
  readonly scale?: number
}

/** Draws to fresh parameters, and the loss of them. */
export interface ProxyObjective<P extends Tree> extends BatchObjective<WithProxies<P>> {
  /**
   * The network's parameters as it draws them, and proxies from a standard normal distribution, whose lengths do not
   * matter; all the caller's.
   *
   * @param classes K
   * @param width d, how many numbers the network embeds an example in
   */
  readonly init: (key: Key, classes: number, width: number) => WithProxies<P>
}

/**
 * ProxyNCA (Movshovitz-Attias et al. 2017): each class has a proxy, and an example's loss is
 *
 * ```text
 * −log( exp(−s d(x, p_y)) / Σ_{k ≠ y} exp(−s d(x, p_k)) ),
 * ```
 *
 * d the squared Euclidean distance of unit vectors, s the scale; the mean over the batch. May be negative: the label's
 * own proxy is not in the sum, as in the paper.
 *
 * @param model a network whose outputs [B, d] are the embeddings
 * @throws PlanishError `usage` for a scale that is not above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { linear } from '@planish/models'
 * import { followedBy, optimizerStep, plainGradient, sgd } from '@planish/optim'
 * import { proxyNca } from '@planish/analysis'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const objective = proxyNca(linear({ inputShape: [3], classes: 2 }))
 * const params = objective.init(random.key(0), 4, 2) // 4 classes, embedded in the plane
 * const optimizer = followedBy(sgd({ learningRate: 0.1 }))(plainGradient())
 * const batch = { inputs: tf.eye(3), labels: tf.tensor1d([0, 3, 1], 'int32') }
 * const next = optimizerStep(objective, optimizer, params, optimizer.init(params), batch, random.key(1))
 * ```
 */
export function proxyNca<P extends Tree>(
  model: Model<P>,
  { scale = 1 }: ProxyNcaOptions = {},
): ProxyObjective<P> {
  expectPositive('proxyNca', 'scale', scale)
  return {
    init: (key, classes, width) => {
      expectWhole('proxyNca', 'classes', classes, 2)
      expectWhole('proxyNca', 'width', width, 1)
      const [forNetwork, forProxies] = random.split(key)
      const proxies = tf.tensor(random.normal(forProxies, classes * width), [classes, width])
      return { network: model.init(forNetwork), proxies }
    },
    batchLoss: ({ network, proxies }, { inputs, labels, draws }) => {
      const embeddings = model.apply(plain)(network, inputs, draws)
      if (labels.rank !== 1 || labels.dtype !== 'int32' || embeddings.shape[1] !== proxies.shape[1]) {
        throw new PlanishError(
          'model',
          `proxyNca: embeddings of shape [${embeddings.shape.join(', ')}], proxies of shape [${proxies.shape.join(', ')}], ${labels.dtype} labels of shape [${labels.shape.join(', ')}]`,
          'embeddings and proxies are of one width, labels class indices as int32 of shape [B]',
        )
      }
      const logits = tf.mul(-scale, squaredDistances(unit(embeddings), unit(proxies)))
      const own = tf.cast(tf.oneHot(labels as tf.Tensor1D, proxies.shape[0] as number), 'float32')
      const ofOwn = tf.sum(tf.mul(logits, own), 1)
      // All logits lie in [−4s, 0], the label's is moved out of the sum's reach.
      const others = tf.logSumExp(tf.sub(logits, tf.mul(1e9, own)), 1)
      return tf.mean(tf.sub(others, ofOwn))
    },
  }
}
