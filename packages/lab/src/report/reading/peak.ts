import { type Comparison, compare } from '../compare.ts'
import { list, percent, percentNumber, points } from '../format.ts'
import { best, type Facts, type RuleFacts, representative } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

const signed = (difference: number): string =>
  `${difference < 0 && percentNumber(difference) !== '-0.0' ? '−' : ''}${percentNumber(Math.abs(difference))}`

/** The interval of a paired difference, in points, for brackets. */
const intervalText = ([low, high]: readonly [number, number]): string => `${signed(low)} to ${signed(high)}`

/** What a comparison comes to, as the end of a sentence: `2.2 points above (1.9 to 2.5)`. */
function outcome({ difference, interval, relation }: Comparison): string {
  const brackets = interval === null ? '' : ` (${intervalText(interval)})`
  const amount = `${points(difference)} ${difference < 0 ? 'below' : 'above'}`
  return {
    higher: `${amount}${brackets}`,
    lower: `${amount}${brackets}`,
    level: interval === null ? `level (${signed(difference)}\u00a0points)` : `level${brackets}`,
    unclear: `${amount}, which the seeds do not settle${brackets}`,
  }[relation]
}

/** The rules that can't be told from the one with the highest peak, which comes first. */
export function leaders({ rules, tolerance }: Facts): readonly RuleFacts[] {
  const top = best(rules, ({ row }) => row.peak)
  if (top === undefined) return []
  const others = rules.filter(
    rule => rule !== top && compare(top.row, rule.row, 'peak', tolerance).relation !== 'higher',
  )
  return [top, ...others]
}

function leadersSentence(facts: Facts): string {
  const found = leaders(facts)
  const names = list(found.map(({ name }) => name))
  const peaks = list(found.map(({ row }) => percent(row.peak)))
  if (facts.rules.length === 1) return `${names} peaks at ${peaks} test accuracy.`
  if (found.length === 1) return `${names} peaks highest, at ${peaks} test accuracy.`
  if (found.length === facts.rules.length) {
    return `The rules can’t be told apart by their peak test accuracy: ${found.map(({ name, row }) => `${name} ${percent(row.peak)}`).join(', ')}.`
  }
  return `${names} peak highest, at ${peaks} test accuracy; between them the figures do not decide.`
}

function againstSgd(facts: Facts): readonly string[] {
  const sgd = representative(facts, 'sgd')
  if (sgd === undefined || facts.rules.length === 1) return []
  const others = facts.rules
    .filter(rule => rule !== sgd)
    .map(({ name, row }) => `${name} is ${outcome(compare(row, sgd.row, 'peak', facts.tolerance))}`)
  const brackets = facts.seeds > 1 ? '; in brackets 95 % intervals of the difference, paired by seed' : ''
  return [`Against ${sgd.name}’s peak of ${percent(sgd.row.peak)}, ${list(others)}${brackets}.`]
}

/** Which rules peak highest, and by how much. */
export const peak = (facts: Facts): Paragraph => ({
  topic: 'peak',
  heading: 'Best test accuracy of any epoch',
  sentences: [leadersSentence(facts), ...againstSgd(facts)],
})
