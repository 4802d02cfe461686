import { mean } from '@planish/analysis'
import { count, list, percent } from '../format.ts'
import type { Facts, RuleFacts } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** Mean over the seeds of the best test accuracy at no more than so many gradient evaluations. */
function peakWithin({ measurements }: RuleFacts, budget: number): number | null {
  const bySeed = new Map<number, number>()
  for (const { seed, test, gradientEvaluations } of measurements) {
    if (gradientEvaluations <= budget + 1e-9) bySeed.set(seed, Math.max(test, bySeed.get(seed) ?? 0))
  }
  return mean([...bySeed.values()])
}

/** The peaks at equal gradient evaluations, when equal epochs cost the rules differently. */
export function equalCost({ rules }: Facts): Paragraph | null {
  const totals = rules.map(({ row }) => row.gradientEvaluations)
  const budget = Math.min(...totals)
  const dearest = Math.max(...totals)
  if (rules.length < 2 || budget <= 0 || dearest < 1.01 * budget) return null
  const peaks = rules.flatMap(rule => {
    const peak = peakWithin(rule, budget)
    return peak === null ? [] : [{ name: rule.name, peak }]
  })
  if (peaks.length < 2) return null
  return {
    topic: 'equalCost',
    heading: 'At equal cost',
    sentences: [
      `Equal epochs are not equal cost: the rules took from ${count(budget)} to ${count(dearest)} gradient evaluations.`,
      `Within the ${count(budget)} of the cheapest, the peaks are ${list(peaks.map(({ name, peak }) => `${name} ${percent(peak)}`))}.`,
    ],
  }
}
