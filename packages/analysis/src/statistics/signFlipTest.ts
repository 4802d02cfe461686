import { type Key, PlanishError, random } from '@planish/core'
import { expectWhole } from '../expectations.ts'

/** Up to so many pairs all 2ⁿ signs are tried. */
const exactUpTo = 20

/** Options of {@link signFlipTest}. */
export interface SignFlipOptions {
  /** For draws of signs; needed from 21 differences on. */
  readonly key?: Key
  /** How many draws; default 99,999. */
  readonly resamples?: number
}

/** Beyond what rounding does to a sum: one that ties with that observed must count. */
const slack = 1e-12

/**
 * Two-sided p-value of paired differences having a distribution symmetric about 0 (Fisher's randomisation test): the
 * share of all 2ⁿ choices of signs whose sum is at least as large, in absolute value, as the one observed. Exact, so never
 * below 2^{1−n}: five seeds can't show p < 0.05. From 21 differences on an estimate from draws, (1 + hits)/(1 + draws).
 *
 * @throws PlanishError `usage` of no difference, one that is not finite, or more than 20 without a key
 * @example
 * ```ts
 * import { signFlipTest } from '@planish/analysis'
 *
 * signFlipTest([0.02, 0.03, 0.01, 0.02]) // 2/16: all signs as they are, or all flipped
 * ```
 */
export function signFlipTest(
  differences: readonly number[],
  { key, resamples = 99_999 }: SignFlipOptions = {},
): number {
  expectWhole('signFlipTest', 'resamples', resamples, 1)
  if (differences.length === 0 || !differences.every(Number.isFinite)) {
    throw new PlanishError('usage', `signFlipTest: [${differences.join(', ')}] are not finite differences`)
  }
  const scale = differences.reduce((sum, value) => sum + Math.abs(value), 0)
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - slack * scale
  const extreme = (signOf: (i: number) => number): boolean =>
    Math.abs(differences.reduce((sum, value, i) => sum + signOf(i) * value, 0)) >= observed
  const count = differences.length
  let hits = 0
  if (count <= exactUpTo) {
    for (let signs = 0; signs < 2 ** count; signs++) if (extreme(i => 1 - 2 * ((signs >>> i) & 1))) hits++
    return hits / 2 ** count
  }
  if (key === undefined) {
    throw new PlanishError('usage', `signFlipTest: ${count} differences need a key: their signs are drawn`)
  }
  for (const of of random.split(key, resamples)) {
    const draws = random.randint(of, count, 0, 2)
    if (extreme(i => 1 - 2 * (draws[i] as number))) hits++
  }
  return (1 + hits) / (1 + resamples)
}
