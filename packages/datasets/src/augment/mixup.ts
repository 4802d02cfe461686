import { type Key, random, tidy } from '@planish/core'
import { add, gather, mul, reshape, sub, tensor1d } from '@tensorflow/tfjs-core'
import type { TensorBatch } from '../batching/hostBatch.ts'
import { checkAlpha, forEach, type MixedBatch, type MixOptions } from './mixed.ts'

/**
 * Zhang et al., “mixup: beyond empirical risk minimization”, ICLR 2018: λ x + (1 − λ) x', x' the batch in another
 * order, λ from Beta(α, α). Takes inputs of any shape [B, …]. What to train on: {@link mixedTargets}.
 *
 * The paper has α from 0.1 to 0.4 for ImageNet and 1 for CIFAR; up to 32 against wrong labels.
 *
 * @throws PlanishError `usage` when α is not a finite number above 0
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { mixup } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const { inputs, labels, otherLabels, lambda } = mixup({ alpha: 1 })(random.key(0))(batch)
 * disposeTree([batch.inputs, batch.labels, inputs, labels, otherLabels, lambda])
 * ```
 */
export function mixup({
  alpha,
  each = 'batch',
}: MixOptions): (key: Key) => (batch: TensorBatch) => MixedBatch {
  checkAlpha(alpha)
  return key =>
    ({ inputs, labels }) =>
      tidy(() => {
        const [count = 0, ...example] = inputs.shape
        const [forOrder, forLambda] = random.split(key)
        const order = tensor1d(random.permutation(forOrder, count), 'int32')
        const lambda = tensor1d(
          forEach(size => random.beta(forLambda, alpha, alpha, size), count, each),
          'float32',
        )
        const share = reshape(lambda, [count, ...example.map(() => 1)])
        return {
          inputs: add(mul(inputs, share), mul(gather(inputs, order), sub(1, share))),
          labels: labels.clone(),
          otherLabels: gather(labels, order),
          lambda,
        }
      })
}
