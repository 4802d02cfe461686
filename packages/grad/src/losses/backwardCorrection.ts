import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Loss } from '../model.ts'
import { logProbabilities, softmaxLoss } from './softmaxLoss.ts'
import { targetsOf } from './targetsOf.ts'
import { expectClasses, inverseTransition, type Transition } from './transition.ts'

/**
 * Backward correction (Patrini et al. 2017), ℓ = Σ_j T⁻¹[y][j] · (−log p_j); residual p − Σ_j T⁻¹[y][j] e_j. Its mean
 * over noisy labels, Σ_j T[i][j] ℓ(j), is the cross-entropy of the clean label i: unbiased, but of large variance, and
 * without a lower bound. For targets that are shared among classes, the mean over labels drawn from them.
 *
 * @param matrix T[i][j] = P(noisy label j | clean label i)
 * @throws PlanishError `usage` when T is not square, not of rows that sum to 1, or singular
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { backwardCorrection } from '@planish/grad'
 *
 * const loss = backwardCorrection([[0.75, 0.25], [0.25, 0.75]])
 * loss.residual(tf.zeros([1, 2]), tf.tensor1d([0], 'int32')) // [[−1, 1]]
 * ```
 */
export function backwardCorrection(matrix: Transition): Loss {
  const name = 'backwardCorrection'
  const inverse = inverseTransition(name, matrix)
  const pulls = (logits: Tensor, labels: Tensor): Tensor => {
    expectClasses(name, matrix, logits.shape[1])
    return tf.matMul(targetsOf(logits, labels), tf.tensor2d(inverse))
  }
  return softmaxLoss(
    name,
    (logits, labels) => tf.neg(tf.sum(tf.mul(pulls(logits, labels), logProbabilities(logits)), 1)),
    pulls,
  )
}
