import type { Condition, Study } from './study.ts'

/** The conditions at the two ends of what a study varies: the one with the smallest x, and the one with the largest. */
export function ends({ conditions }: Study): readonly [Condition, Condition] {
  const along = conditions.toSorted((a, b) => (a.x ?? 0) - (b.x ?? 0))
  return [along[0] as Condition, along.at(-1) as Condition]
}
