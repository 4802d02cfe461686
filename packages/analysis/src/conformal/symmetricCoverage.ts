import { expectBetween, expectNotNegative, expectShare, expectWhole } from '../expectations.ts'
import { expectBelowThreshold, type SymmetricNoiseRate, wrongShare } from '../statistics/symmetricNoise.ts'

/** What sets are like on labels with symmetric noise. */
export interface NoisyCoverage extends SymmetricNoiseRate {
  /** Coverage of noisy labels. */
  readonly noisyCoverage: number
  /** E|C|: it takes no labels to estimate. */
  readonly meanSize: number
}

/** What calibration with noisy labels promises. */
export interface NoisyCalibration extends SymmetricNoiseRate {
  readonly alpha: number
  /** n, calibration examples. */
  readonly examples: number
  readonly meanSize: number
}

/**
 * The clean labels' coverage by sets whose coverage of labels with symmetric noise is known. A set that is made without
 * looking at the label's noise covers a noisy label with probability
 *
 * ```text
 * P(Ỹ ∈ C) = (1 − p) P(Y ∈ C) + p/(K − 1) (E|C| − P(Y ∈ C)),
 * ```
 *
 * since a replaced label is any other class alike; solved for P(Y ∈ C). Exact, not a bound.
 *
 * @returns P(Y ∈ C); of finitely many examples it may leave [0, 1] by chance
 * @throws PlanishError `usage` for a rate from (K − 1)/K on, or numbers out of range
 * @example
 * ```ts
 * import { symmetricCoverage } from '@planish/analysis'
 *
 * // (0.9 − 0.02 · 2)/(1 − 0.08 − 0.02): sets of 2 of 5 classes cover less noisy labels than clean ones
 * symmetricCoverage({ noisyCoverage: 0.9, meanSize: 2, rate: 0.08, classes: 5 }) // 0.9556
 * ```
 */
export function symmetricCoverage({ noisyCoverage, meanSize, ...noise }: NoisyCoverage): number {
  const wrong = wrongShare('symmetricCoverage', noise)
  expectBelowThreshold('symmetricCoverage', noise)
  expectShare('symmetricCoverage', 'noisyCoverage', noisyCoverage)
  expectNotNegative('symmetricCoverage', 'meanSize', meanSize)
  return (noisyCoverage - wrong * meanSize) / (1 - noise.rate - wrong)
}

/**
 * Between which probabilities clean labels are covered after split conformal calibration with labels of symmetric
 * noise: {@link symmetricCoverage} at 1 − α and, scores having no ties, at 1 − α + 1/(n + 1).
 *
 * The lower one is from 1 − α on exactly where E|C| ≤ K(1 − α), where sets are smaller than a guess at random that
 * covers as often. Einbinder et al. (2024, arXiv 2209.14295) prove the same direction in general: coverage of clean
 * labels is from 1 − α on where the noisy labels' scores are stochastically larger than the clean ones' (dispersive
 * noise). It can be well above: the price of the noise are larger sets.
 *
 * @throws PlanishError `usage` as {@link symmetricCoverage}
 * @example
 * ```ts
 * import { symmetricCoverageBounds } from '@planish/analysis'
 *
 * symmetricCoverageBounds({ alpha: 0.1, examples: 999, meanSize: 2, rate: 0.08, classes: 5 }) // [0.9556, 0.9567]
 * ```
 */
export function symmetricCoverageBounds({
  alpha,
  examples,
  ...rest
}: NoisyCalibration): readonly [number, number] {
  expectBetween('symmetricCoverageBounds', 'alpha', alpha)
  expectWhole('symmetricCoverageBounds', 'examples', examples, 1)
  const at = (noisyCoverage: number): number => symmetricCoverage({ ...rest, noisyCoverage })
  return [at(1 - alpha), at(Math.min(1, 1 - alpha + 1 / (examples + 1)))]
}
