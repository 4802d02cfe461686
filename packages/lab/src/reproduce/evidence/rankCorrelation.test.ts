import { expect, it } from 'vitest'
import { kendall, kendallWithin, type Pair, rankCorrelation, spearman } from './rankCorrelation.ts'

const pairs = (x: readonly number[], y: readonly number[]): readonly Pair[] =>
  x.map((value, i) => [value, y[i] as number])

it('is 1 and −1 where orders agree and where they are opposite, 0 where one side has none', () => {
  for (const of of [kendall, spearman]) {
    expect(of(pairs([1, 2, 3, 4], [10, 20, 40, 80]))).toBeCloseTo(1, 12)
    expect(of(pairs([1, 2, 3, 4], [8, 4, 2, 1]))).toBeCloseTo(-1, 12)
    expect(of(pairs([1, 2, 3], [5, 5, 5]))).toBe(0)
  }
})

it('has the values of scipy.stats.kendalltau and spearmanr where values are tied', () => {
  expect(kendall(pairs([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]))).toBeCloseTo(-0.47140452079103173, 12)
  expect(spearman(pairs([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]))).toBeCloseTo(0.8207826816681233, 12)
})

it('compares pairs of one group alone where it is told to', () => {
  // Within each group the orders are opposite, between the groups they agree.
  const groups = [pairs([1, 2], [2, 1]), pairs([11, 12], [12, 11])]
  expect(kendallWithin(groups)).toBeCloseTo(-1, 12)
  expect(kendall(groups.flat())).toBeCloseTo(1 / 3, 12)
})

it('has an interval around it, and none from two groups', () => {
  const alone = pairs([1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6]).map(pair => [pair])
  const found = rankCorrelation(alone, 'τ', 'rules')
  expect(found?.estimate).toBeCloseTo(11 / 15, 12)
  expect(found?.low).toBeLessThan(11 / 15)
  expect(found?.high).toBeGreaterThan(11 / 15)
  expect(rankCorrelation(alone.slice(0, 2), 'τ', 'rules')).toBeNull()
})
