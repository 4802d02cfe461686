import { type Key, PlanishError, random } from '@planish/core'
import { expectAligned, expectBetween, expectWhole } from '../expectations.ts'
import { mean } from './mean.ts'
import { quantileOf } from './quantile.ts'

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  readonly key: Key
  /** Default the mean. */
  readonly statistic?: (values: readonly number[]) => number
  /** Default 0.95. */
  readonly confidence?: number
  /** Default 9,999. */
  readonly resamples?: number
  /** Default `bca`. */
  readonly method?: 'percentile' | 'bca'
}

/** An estimate with its interval. */
export interface BootstrapInterval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const normalCdf = (z: number): number => (1 + random.erf(z / Math.SQRT2)) / 2
const normalQuantile = (p: number): number => Math.SQRT2 * random.erfInv(2 * p - 1)

const average = (values: readonly number[]): number => mean(values) as number

/** Skewness of the jackknife's influences, Σ d³ / (6 (Σ d²)^{3/2}); 0 where there is none to measure. */
function acceleration(values: readonly number[], statistic: (values: readonly number[]) => number): number {
  const without = values.map((_, i) => statistic(values.filter((_, j) => j !== i)))
  const middle = average(without)
  const power = (exponent: number): number =>
    without.reduce((sum, value) => sum + (middle - value) ** exponent, 0)
  const spread = power(2)
  return spread === 0 ? 0 : power(3) / (6 * spread ** 1.5)
}

/** At which shares of the bootstrap distribution BCa reads the interval's ends. */
function correctedShares(
  sorted: Float64Array,
  estimate: number,
  tails: readonly [number, number],
  a: number,
): readonly [number, number] {
  const below = sorted.filter(value => value < estimate).length
  const equal = sorted.filter(value => value === estimate).length
  // Half a resample from 0 and 1: where all lie on one side the bias is large, not infinite.
  const half = 0.5 / sorted.length
  const z0 = normalQuantile(Math.min(1 - half, Math.max(half, (below + equal / 2) / sorted.length)))
  const at = (tail: number): number => {
    const z = z0 + normalQuantile(tail)
    return normalCdf(z0 + z / (1 - a * z))
  }
  return [at(tails[0]), at(tails[1])]
}

/**
 * Bootstrap interval of a statistic (Efron & Tibshirani 1993): resamples with replacement, and reads the quantiles of
 * their statistics: the plain ones (`percentile`), or corrected for bias and skewness (`bca`, ch. 14.3), which
 * is second-order exact. With few values (five seeds) any bootstrap interval is too narrow:
 * {@link meanInterval} is the better one for means then.
 *
 * The normal distribution is that of `random.erf` and `random.erfInv`, to float32.
 *
 * @throws PlanishError `usage` from fewer than two values, for one that is not finite, or options out of range
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { bootstrapInterval } from '@planish/analysis'
 *
 * const values = [0.81, 0.84, 0.83, 0.86, 0.82, 0.85]
 * const { low, high } = bootstrapInterval(values, { key: random.key(0) }) // about 0.822 and 0.848
 * ```
 */
export function bootstrapInterval(
  values: readonly number[],
  { key, statistic = average, confidence = 0.95, resamples = 9_999, method = 'bca' }: BootstrapOptions,
): BootstrapInterval {
  expectBetween('bootstrapInterval', 'confidence', confidence)
  expectWhole('bootstrapInterval', 'resamples', resamples, 1)
  if (values.length < 2 || !values.every(Number.isFinite)) {
    throw new PlanishError(
      'usage',
      `bootstrapInterval: [${values.join(', ')}] are not two finite values or more`,
      'one run has no interval: repeat it with other seeds',
    )
  }
  const size = values.length
  const estimate = statistic(values)
  const sorted = Float64Array.from(random.split(key, resamples), of =>
    statistic(Array.from(random.randint(of, size, 0, size), i => values[i] as number)),
  ).sort()
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2] as const
  const [low, high] =
    method === 'percentile'
      ? tails
      : correctedShares(sorted, estimate, tails, acceleration(values, statistic))
  return { estimate, low: quantileOf(sorted, low), high: quantileOf(sorted, high) }
}

/**
 * a_i − b_i: of two rules run with the same seeds, what does not vary with the seed. A NaN or a missing partner is
 * refused, not left out.
 *
 * @throws PlanishError `usage` unless there are as many of one as of the other, all finite
 * @example
 * ```ts
 * import { pairedDifferences } from '@planish/analysis'
 *
 * pairedDifferences([0.84, 0.86], [0.82, 0.83]) // about [0.02, 0.03]
 * ```
 */
export function pairedDifferences(a: readonly number[], b: readonly number[]): readonly number[] {
  expectAligned('pairedDifferences', 'values of the second', b.length, a.length)
  const differences = a.map((value, i) => value - (b[i] as number))
  const odd = differences.findIndex(value => !Number.isFinite(value))
  if (odd < 0) return differences
  throw new PlanishError(
    'usage',
    `pairedDifferences: pair ${odd} is ${a[odd]} and ${b[odd]}`,
    'a run that failed has no accuracy: leave its seed out of both, and say so',
  )
}

/**
 * {@link bootstrapInterval} of the differences of pairs, runs with the same seed say. An interval that leaves out 0 says
 * that one is better than the other.
 *
 * @throws PlanishError `usage` as {@link pairedDifferences} and {@link bootstrapInterval}
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { pairedBootstrap } from '@planish/analysis'
 *
 * const sam = [0.84, 0.86, 0.83, 0.85, 0.84]
 * const sgd = [0.82, 0.83, 0.81, 0.84, 0.81]
 * pairedBootstrap(sam, sgd, { key: random.key(0) }).low > 0 // true
 * ```
 */
export const pairedBootstrap = (
  a: readonly number[],
  b: readonly number[],
  options: BootstrapOptions,
): BootstrapInterval => bootstrapInterval(pairedDifferences(a, b), options)
