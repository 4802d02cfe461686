import * as tf from '@tensorflow/tfjs-core'
import type { Loss } from '../model.ts'
import { lossOf } from './lossOf.ts'
import { logProbabilities } from './softmaxLoss.ts'
import { targetsOf } from './targetsOf.ts'

/**
 * Softmax cross-entropy, ℓ = −Σ_k t_k log p_k; residual p − t, p = softmax(z), t = one-hot(y) or the
 * targets given, which sum to one.
 *
 * The residual is computed as p(1 − t) − t(1 − p), and the label's 1 − p_y as Σ_{k≠y} p_k: for a fitted example
 * p_y − 1 loses all its digits, and SAM's perturbation would point along rounding noise.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { crossEntropy } from '@planish/grad'
 *
 * crossEntropy.perExample(tf.zeros([1, 2]), tf.tensor1d([0], 'int32')) // [log 2]
 * ```
 */
export const crossEntropy: Loss = lossOf(
  'crossEntropy',
  (logits, labels) => tf.neg(tf.sum(tf.mul(targetsOf(logits, labels), logProbabilities(logits)), 1)),
  (logits, labels) => {
    const targets = targetsOf(logits, labels)
    const p = tf.softmax(logits)
    const others = tf.mul(p, tf.sub(1, targets))
    const sumOfOthers = tf.sum(others, 1, true)
    if (labels.rank === 1) return tf.sub(others, tf.mul(targets, sumOfOthers))
    // Σ p(1 − t) + Σ p t − p is 1 − p; the last two cancel exactly where a target is 1.
    const complement = tf.add(sumOfOthers, tf.sub(tf.sum(tf.mul(p, targets), 1, true), p))
    return tf.sub(others, tf.mul(targets, complement))
  },
)
