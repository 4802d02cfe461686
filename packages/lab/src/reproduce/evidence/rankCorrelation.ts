import { bootstrapInterval } from '@planish/analysis'
import { random } from '@planish/core'
import type { Evidence } from './claim.ts'

/** Two numbers of one thing. */
export type Pair = readonly [number, number]

/**
 * Kendall's τ_b of pairs (Kendall 1945): how many more pairs of pairs are in one order than in the other, as a share of
 * those without ties; 0 where all of one side are equal, as then there is no order to agree with.
 */
export const kendall = (pairs: readonly Pair[]): number => kendallWithin([pairs])

/** The same where only pairs of one group are compared. */
export function kendallWithin(groups: readonly (readonly Pair[])[]): number {
  let agreement = 0
  const untied: [number, number] = [0, 0]
  for (const pairs of groups) {
    for (const [i, [x, y]] of pairs.entries()) {
      for (const [u, v] of pairs.slice(0, i)) {
        const [a, b] = [Math.sign(x - u), Math.sign(y - v)]
        agreement += a * b
        untied[0] += a * a
        untied[1] += b * b
      }
    }
  }
  return agreement === 0 ? 0 : agreement / Math.sqrt(untied[0] * untied[1])
}

/** The rank of each value from 1, the mean of their ranks for equal ones. */
function ranks(values: readonly number[]): readonly number[] {
  return values.map(value => {
    const below = values.filter(other => other < value).length
    const equal = values.filter(other => other === value).length
    return below + (equal + 1) / 2
  })
}

/** Spearman's ρ of pairs: the correlation of their ranks; 0 where all of one side are equal. */
export function spearman(pairs: readonly Pair[]): number {
  const [x, y] = [ranks(pairs.map(([of]) => of)), ranks(pairs.map(([, of]) => of))]
  const middle = (pairs.length + 1) / 2
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + (value - middle) * ((b[i] as number) - middle), 0)
  const [xx, yy] = [product(x, x), product(y, y)]
  return xx === 0 || yy === 0 ? 0 : product(x, y) / Math.sqrt(xx * yy)
}

/**
 * Kendall's τ_b of pairs with its 95 % percentile bootstrap interval; null from fewer than three groups. Pairs of a group
 * are alike, so that whole groups are drawn.
 *
 * @param group what a group is, in the plural: `rules`
 */
export function rankCorrelation(
  groups: readonly (readonly Pair[])[],
  called: string,
  group: string,
): Evidence | null {
  if (groups.length < 3) return null
  const { estimate, low, high } = bootstrapInterval(
    groups.map((_, index) => index),
    {
      key: random.key(2024),
      statistic: chosen => kendall(chosen.flatMap(index => groups[index] ?? [])),
      // Not corrected for bias: a group drawn twice is tied with itself, which the correction would take for skewness.
      method: 'percentile',
      resamples: 1999,
    },
  )
  return { quantity: called, estimate, low, high, unit: 'number', seeds: groups.length, counted: group }
}
