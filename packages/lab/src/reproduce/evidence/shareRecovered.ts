import { bootstrapInterval } from '@planish/analysis'
import type { StudyOutcome } from '../study/outcome.ts'
import { trialsAt } from '../study/outcome.ts'
import { difference, type Evidence, whetherAbove } from './claim.ts'
import type { Quantity } from './quantity.ts'
import { resampling } from './resampling.ts'

/** Families of a condition: what share of the gain of `all` over `base` has `part`? */
export interface Recovered<M = unknown> {
  readonly condition: string
  readonly part: string
  readonly all: string
  readonly base: string
  readonly quantity: Quantity<M>
  readonly called: string
}

/**
 * The mean gain of one family over another's mean gain, with its percentile bootstrap interval over the seeds; null
 * where the greater gain is not clearly above 0, since then there is nothing to have a share of.
 */
export function shareRecovered<M>(outcome: StudyOutcome<M>, recovered: Recovered<M>): Evidence | null {
  const { condition, part, all, base, quantity, called } = recovered
  const [over, of] = [
    { condition, family: base },
    { condition, family: all },
  ]
  if (whetherAbove(difference(outcome, { of, over, quantity, called })) !== 'agrees') return null
  const bySeed = (family: string): ReadonlyMap<number, number | null> =>
    new Map(trialsAt(outcome, { condition, family }).map(trial => [trial.seed, quantity(trial)]))
  const [parts, bases] = [bySeed(part), bySeed(base)]
  const gains = trialsAt(outcome, of).flatMap(trial => {
    const [whole, some, none] = [
      quantity(trial),
      parts.get(trial.seed) ?? null,
      bases.get(trial.seed) ?? null,
    ]
    return whole === null || some === null || none === null ? [] : [[some - none, whole - none] as const]
  })
  if (gains.length < 2) return null
  const share = (indices: readonly number[]): number => {
    const [some, whole] = [0, 1].map(which =>
      indices.reduce((sum, index) => sum + (gains[index]?.[which] as number), 0),
    ) as [number, number]
    return some / whole
  }
  const { estimate, low, high } = bootstrapInterval([...gains.keys()], {
    ...resampling,
    statistic: share,
    method: 'percentile',
  })
  return { quantity: called, estimate, low, high, unit: 'number', seeds: gains.length }
}
