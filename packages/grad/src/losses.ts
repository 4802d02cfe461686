import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Loss } from './model.ts'

/** Labels as rows: class indices become one-hot, float targets of shape [B, K] pass. */
function targetsOf(logits: Tensor, labels: Tensor): Tensor {
  const [examples, classes = 0] = logits.shape
  if (labels.shape[0] === examples) {
    if (labels.rank === 1 && labels.dtype === 'int32') {
      // Cast, not asked for as float32: tfjs's wasm kernel writes integers whatever type it is told.
      return tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), 'float32')
    }
    if (labels.rank === 2 && labels.shape[1] === classes && labels.dtype === 'float32') return labels
  }
  throw new PlanishError(
    'model',
    `labels of shape [${labels.shape.join(', ')}] and type ${labels.dtype} do not fit logits of shape [${logits.shape.join(', ')}]`,
    'give class indices as int32 of shape [B], or targets as float32 of shape [B, K]',
  )
}

/** A loss whose gradient in the logits is its own residual: one formula, in both passes and for L- and J-SAM. */
function lossOf(name: string, value: Loss['perExample'], residual: Loss['residual']): Loss {
  return {
    name,
    residual: (logits, labels) => tf.tidy(() => residual(logits, labels)),
    perExample: (logits, labels) =>
      tf.customGrad((z, save) => {
        const saved = z as Tensor
        ;(save as (tensors: Tensor[]) => void)([saved])
        return {
          value: tf.tidy(() => value(saved, labels)),
          gradFunc: (dy: Tensor, [at]: Tensor[]) =>
            tf.mul(tf.expandDims(dy, 1), residual(at as Tensor, labels)),
        }
      })(logits),
  }
}

/**
 * Softmax cross-entropy, ℓ = log Σ_k e^{z_k} − z_y; residual p − t, p = softmax(z), t = one-hot(y) or the
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
  (logits, labels) => tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(logits, targetsOf(logits, labels)), 1)),
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

/** Share of a logit or target below which their difference is the rounding of a product of matrices. */
const roundingShare = 2 ** -20

/**
 * Squared loss, ℓ = ½‖z − y‖², y one-hot for class indices; residual z − y, and 0 where the two agree to 2⁻²⁰:
 * there the difference is rounding, and SAM would walk a distance of ρ along it.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { squared } from '@planish/grad'
 *
 * squared.perExample(tf.tensor2d([[3]]), tf.tensor2d([[1]])) // [2]
 * ```
 */
export const squared: Loss = lossOf(
  'squared',
  (logits, labels) => tf.mul(0.5, tf.sum(tf.square(tf.sub(logits, targetsOf(logits, labels))), 1)),
  (logits, labels) => {
    const targets = targetsOf(logits, labels)
    const difference = tf.sub(logits, targets)
    const rounding = tf.mul(roundingShare, tf.maximum(tf.abs(logits), tf.abs(targets)))
    return tf.where(tf.greater(tf.abs(difference), rounding), difference, tf.zerosLike(difference))
  },
)

/** t = 2y − 1 ∈ {−1, +1} as a column. */
function signs(logits: Tensor, labels: Tensor): Tensor {
  const fits = logits.shape[1] === 1 && labels.rank === 1 && labels.shape[0] === logits.shape[0]
  if (!fits || labels.dtype !== 'int32') {
    throw new PlanishError(
      'model',
      `the logistic loss takes one logit and int32 labels 0 or 1, not logits of shape [${logits.shape.join(', ')}] and ${labels.dtype} labels of shape [${labels.shape.join(', ')}]`,
    )
  }
  return tf.expandDims(tf.sub(tf.mul(2, tf.cast(labels, 'float32')), 1), 1)
}

/**
 * Binary logistic loss of a network with one logit, ℓ = log(1 + e^{−t f}), t = 2y − 1; residual −t σ(−t f).
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { logistic } from '@planish/grad'
 *
 * logistic.perExample(tf.zeros([1, 1]), tf.tensor1d([1], 'int32')) // [log 2]
 * ```
 */
export const logistic: Loss = lossOf(
  'logistic',
  (logits, labels) => tf.squeeze(tf.softplus(tf.neg(tf.mul(signs(logits, labels), logits))), [1]),
  (logits, labels) => {
    const t = signs(logits, labels)
    return tf.neg(tf.mul(t, tf.sigmoid(tf.neg(tf.mul(t, logits)))))
  },
)
