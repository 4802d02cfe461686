import { pairedBootstrap } from '@planish/analysis'
import type { Claim, Verdict } from '../result.ts'
import { type Place, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import type { Quantity } from './quantity.ts'
import { resampling } from './resampling.ts'

/** A number with its 95 % interval over the seeds. */
export type Evidence = NonNullable<Claim['evidence']>

/**
 * How much more one place has of a quantity than another, seed by seed: the mean of the paired differences with its
 * bias-corrected bootstrap interval. Seeds that lack it at either place are left out; null from fewer than two.
 */
export function difference<M>(
  outcome: StudyOutcome<M>,
  { of, over, quantity, called, unit = 'share' }: Comparison<M>,
): Evidence | null {
  const base = new Map(trialsAt(outcome, over).map(trial => [trial.seed, quantity(trial)] as const))
  const pairs = trialsAt(outcome, of).flatMap(trial => {
    const [value, other] = [quantity(trial), base.get(trial.seed) ?? null]
    return value === null || other === null ? [] : [[value, other] as const]
  })
  return paired(pairs, called, unit)
}

/** The evidence of pairs, a pair a seed: how much more the first is. */
export function paired(
  pairs: readonly (readonly [number, number])[],
  called: string,
  unit: Evidence['unit'] = 'share',
): Evidence | null {
  if (pairs.length < 2) return null
  const { estimate, low, high } = pairedBootstrap(
    pairs.map(([value]) => value),
    pairs.map(([, other]) => other),
    resampling,
  )
  return { quantity: called, estimate, low, high, unit, seeds: pairs.length }
}

/** What is compared, and what the difference is called: `1-SAM − SGD, peak`. */
export interface Comparison<M = unknown> {
  readonly of: Place
  readonly over: Place
  readonly quantity: Quantity<M>
  readonly called: string
  readonly unit?: Evidence['unit']
}

/** Agrees where all of the interval lies above a bound, disagrees where all of it lies below. */
export const whetherAbove = (evidence: Evidence | null, bound = 0): Verdict =>
  evidence === null ? 'open' : evidence.low > bound ? 'agrees' : evidence.high < bound ? 'disagrees' : 'open'

/** Agrees where all of the interval lies below a bound, disagrees where all of it lies above. */
export const whetherBelow = (evidence: Evidence | null, bound = 0): Verdict =>
  evidence === null ? 'open' : evidence.high < bound ? 'agrees' : evidence.low > bound ? 'disagrees' : 'open'

/** Agrees where all of the interval lies within ± margin, disagrees where all of it lies outside on one side. */
export const whetherLevel = (evidence: Evidence | null, margin: number): Verdict => {
  if (evidence === null) return 'open'
  const { low, high } = evidence
  if (low > -margin && high < margin) return 'agrees'
  return low > margin || high < -margin ? 'disagrees' : 'open'
}
