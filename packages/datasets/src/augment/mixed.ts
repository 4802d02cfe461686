import { PlanishError, tidy } from '@planish/core'
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import { add, cast, expandDims, mul, oneHot, sub } from '@tensorflow/tfjs-core'

/** A batch each of whose examples is a mixture of two: λ of the one labelled `labels`, 1 − λ of `otherLabels`. */
export interface MixedBatch {
  readonly inputs: Tensor
  /** Int32 [B], as before. */
  readonly labels: Tensor1D
  /** Int32 [B]: the labels of what was mixed in. */
  readonly otherLabels: Tensor1D
  /** λ, float32 [B], in [0, 1]. */
  readonly lambda: Tensor1D
}

/** What {@link mixup} and {@link cutMix} take. */
export interface MixOptions {
  /** λ is drawn from Beta(α, α). */
  readonly alpha: number
  /** Whether one λ (and one place) is drawn for the whole batch, as the authors do and the default, or one for each example. */
  readonly each?: 'batch' | 'example'
}

/** Refuses an α that is none. */
export function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new PlanishError('usage', `alpha is a finite number above 0, not ${alpha}`)
  }
}

/** One draw for each example, or the first for all. */
export const forEach = (
  draws: (size: number) => ArrayLike<number>,
  count: number,
  each: MixOptions['each'],
): number[] => {
  const drawn = Array.from(draws(each === 'example' ? count : Math.min(1, count)))
  return each === 'example' ? drawn : new Array<number>(count).fill(drawn[0] ?? 0)
}

/**
 * The labels of a mixture as one target for each example, λ e_a + (1 − λ) e_b: float32 [B, K]. Cross-entropy is linear
 * in its targets, so that its value at these is λ CE(a) + (1 − λ) CE(b), and so are its gradients: every rule can train
 * on `{ inputs, labels: mixedTargets(batch, K) }`.
 *
 * @throws PlanishError `usage` when the number of classes is not a whole number above 0
 * @example
 * ```ts
 * import { disposeTree, random } from '@planish/core'
 * import { mixedTargets, mixup } from '@planish/datasets'
 * import * as tf from '@tensorflow/tfjs-core'
 *
 * const batch = { inputs: tf.ones([2, 8, 8, 3]), labels: tf.tensor1d([0, 1], 'int32') }
 * const { inputs, labels, otherLabels, lambda } = mixup({ alpha: 0.2 })(random.key(0))(batch)
 * const targets = mixedTargets({ inputs, labels, otherLabels, lambda }, 2)
 * disposeTree([batch.inputs, batch.labels, inputs, labels, otherLabels, lambda, targets])
 * ```
 */
export function mixedTargets({ labels, otherLabels, lambda }: MixedBatch, classes: number): Tensor2D {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new PlanishError('usage', `the number of classes is a whole number above 0, not ${classes}`)
  }
  return tidy(() => {
    // Cast, since wasm's oneHot writes the bits of integers where it is asked for floats.
    const share = expandDims(lambda, 1)
    const first = mul(cast(oneHot(labels, classes), 'float32'), share)
    return add(first, mul(cast(oneHot(otherLabels, classes), 'float32'), sub(1, share)))
  })
}
