import { expectShare } from '../expectations.ts'
import { mean } from './mean.ts'
import { meanInterval } from './meanInterval.ts'
import { symmetricThreshold } from './symmetricNoise.ts'

/** The accuracies of several seeds at one noise rate. */
export interface NoiseRateRuns {
  /** Of symmetric noise, exclusive. */
  readonly rate: number
  /** On clean labels, of each seed. */
  readonly accuracies: readonly number[]
}

/** A point of the curve. */
export interface NoiseRatePoint {
  readonly rate: number
  /** Mean over seeds, null of none. */
  readonly accuracy: number | null
  /** 95 % Student t interval over seeds, null from fewer than two. */
  readonly interval: readonly [number, number] | null
  /** Whether the clean class is still the likeliest noisy label: rate < (K − 1)/K. */
  readonly learnable: boolean
}

/** Accuracy against noise rate. */
export interface NoiseCurve {
  /** (K − 1)/K. */
  readonly threshold: number
  /** 1/K, the accuracy of guesses. */
  readonly chance: number
  /** By rising rate. */
  readonly points: readonly NoiseRatePoint[]
}

/**
 * The curve of test accuracy against the rate of symmetric noise, with the rate (K − 1)/K at which labels carry no
 * information, so that nothing learnt from them beats chance; beyond it the clean class is the least likely label, and
 * what fits the labels is worse than chance.
 *
 * @throws PlanishError `usage` for fewer than two classes, or a rate that is not in [0, 1]
 * @example
 * ```ts
 * import { accuracyAgainstNoise } from '@planish/analysis'
 *
 * const { threshold, points } = accuracyAgainstNoise(10, [
 *   { rate: 0.4, accuracies: [0.84, 0.85] },
 *   { rate: 0.9, accuracies: [0.11, 0.09] },
 * ])
 * points.map(({ learnable }) => learnable) // [true, false], as threshold is 0.9
 * ```
 */
export function accuracyAgainstNoise(classes: number, runs: readonly NoiseRateRuns[]): NoiseCurve {
  const threshold = symmetricThreshold(classes)
  for (const { rate } of runs) expectShare('accuracyAgainstNoise', 'rate', rate)
  return {
    threshold,
    chance: 1 / classes,
    points: [...runs]
      .sort((a, b) => a.rate - b.rate)
      .map(({ rate, accuracies }) => ({
        rate,
        accuracy: mean(accuracies),
        interval: meanInterval(accuracies),
        learnable: rate < threshold,
      })),
  }
}
