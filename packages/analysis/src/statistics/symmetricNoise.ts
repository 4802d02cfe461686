import { PlanishError } from '@planish/core'
import { expectShare, expectWhole } from '../expectations.ts'

/** Symmetric noise as Planish draws it by default: a label is replaced with probability `rate`, by another class. */
export interface SymmetricNoiseRate {
  /** p, exclusive: the share of wrong labels. */
  readonly rate: number
  /** K. */
  readonly classes: number
}

/**
 * The rate (K − 1)/K of symmetric noise at which a noisy label says nothing of the clean one: below it the clean class
 * is the likeliest noisy label, above it the least likely.
 *
 * @throws PlanishError `usage` for fewer than two classes
 * @example
 * ```ts
 * import { symmetricThreshold } from '@planish/analysis'
 *
 * symmetricThreshold(10) // 0.9
 * ```
 */
export function symmetricThreshold(classes: number): number {
  expectWhole('symmetricThreshold', 'classes', classes, 2)
  return (classes - 1) / classes
}

/** p/(K − 1), the probability of each wrong label; checked. */
export function wrongShare(of: string, { rate, classes }: SymmetricNoiseRate): number {
  expectWhole(of, 'classes', classes, 2)
  expectShare(of, 'rate', rate)
  return rate / (classes - 1)
}

/** A `usage` error where the noise can't be undone. */
export function expectBelowThreshold(of: string, { rate, classes }: SymmetricNoiseRate): void {
  const threshold = symmetricThreshold(classes)
  if (rate < threshold) return
  throw new PlanishError(
    'usage',
    `${of}: with ${classes} classes labels of noise rate ${rate} say nothing of the clean ones`,
    `give a rate below (K − 1)/K = ${threshold}`,
  )
}

/**
 * The accuracy that predictions have on labels with symmetric noise, if they have accuracy a on the clean ones and were
 * not made from the noise at hand (a test set's): (1 − p) a + p/(K − 1) (1 − a).
 *
 * @throws PlanishError `usage` where an accuracy or rate is not in [0, 1]
 * @example
 * ```ts
 * import { accuracyOnNoisyLabels } from '@planish/analysis'
 *
 * accuracyOnNoisyLabels(1, { rate: 0.4, classes: 10 }) // 0.6
 * ```
 */
export function accuracyOnNoisyLabels(accuracy: number, noise: SymmetricNoiseRate): number {
  const wrong = wrongShare('accuracyOnNoisyLabels', noise)
  expectShare('accuracyOnNoisyLabels', 'accuracy', accuracy)
  return (1 - noise.rate) * accuracy + wrong * (1 - accuracy)
}

/**
 * The accuracy on clean labels that one measured on labels with symmetric noise stands for, the inverse of
 * {@link accuracyOnNoisyLabels}. Of finitely many examples it may leave [0, 1] by chance.
 *
 * @throws PlanishError `usage` for a rate from (K − 1)/K on, and as {@link accuracyOnNoisyLabels}
 * @example
 * ```ts
 * import { accuracyFromNoisyLabels } from '@planish/analysis'
 *
 * accuracyFromNoisyLabels(0.6, { rate: 0.4, classes: 10 }) // 1
 * ```
 */
export function accuracyFromNoisyLabels(noisyAccuracy: number, noise: SymmetricNoiseRate): number {
  const wrong = wrongShare('accuracyFromNoisyLabels', noise)
  expectShare('accuracyFromNoisyLabels', 'noisyAccuracy', noisyAccuracy)
  expectBelowThreshold('accuracyFromNoisyLabels', noise)
  return (noisyAccuracy - wrong) / (1 - noise.rate - wrong)
}
