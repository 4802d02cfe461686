import { mean } from '@planish/analysis'
import type { RunRecord } from '../../run/record.ts'
import { compare } from '../compare.ts'
import { list, percent, points, roundPercent } from '../format.ts'
import { best, type Facts, facts, type RuleFacts, representative } from '../reading/facts.ts'
import { collapseThreshold } from '../reading/fall.ts'
import { leaders } from '../reading/peak.ts'
import { dataTitle } from './dataTitle.ts'

/** What the run is about: its data and how many of its labels are wrong. */
export function title({ result: { data } }: RunRecord): string {
  const rate = mean(data.noiseRates) ?? 0
  const name = dataTitle(data.name)
  return rate > 0 ? `${name}, ${roundPercent(rate)} of labels wrong` : `${name}, all labels right`
}

/** The rule that falls furthest from its peak, if any falls far enough to be worth a word. */
function furthestFall({ rules, tolerance }: Facts): RuleFacts | undefined {
  const found = best(rules, ({ row }) => row.peak - row.final)
  return found !== undefined && found.row.peak - found.row.final >= collapseThreshold({ tolerance })
    ? found
    : undefined
}

const fallClause = ({ name, row }: RuleFacts): string =>
  `${name} falls from ${percent(row.peak)} to ${percent(row.final)} by the last epoch`

function aboveSgd(known: Facts, top: RuleFacts): string {
  const sgd = representative(known, 'sgd')
  if (sgd === undefined) return ''
  const { relation, difference } = compare(top.row, sgd.row, 'peak', known.tolerance)
  return relation === 'higher' ? `, ${points(difference)} above ${sgd.name}` : ''
}

/** The peaks of the rules, from the lowest to the highest if they differ. */
function range(rules: readonly RuleFacts[]): string {
  const peaks = rules.map(({ row }) => row.peak)
  const [lowest, highest] = [percent(Math.min(...peaks)), percent(Math.max(...peaks))]
  return lowest === highest ? highest : `${lowest} to ${highest}`
}

/** The run in one sentence, computed from its figures. */
export function summary(record: RunRecord): string {
  const known = facts(record)
  const found = leaders(known)
  const [top] = found
  if (top === undefined) return 'This run has no results.'
  const falling = furthestFall(known)
  if (known.rules.length === 1) {
    return falling === undefined
      ? `${top.name} peaks at ${percent(top.row.peak)} test accuracy and ends at ${percent(top.row.final)}.`
      : `${fallClause(top)}.`
  }
  const names = list(found.map(({ name }) => name))
  const lead =
    found.length === known.rules.length
      ? `The ${found.length} rules can’t be told apart by their best test accuracy, ${range(found)}`
      : found.length === 1
        ? `${names} reaches the highest test accuracy, ${percent(top.row.peak)}${aboveSgd(known, top)}`
        : `${names} reach the highest test accuracies, up to ${percent(top.row.peak)}${aboveSgd(known, top)}`
  if (falling === undefined) return `${lead}.`
  const clause = fallClause(falling)
  return lead.endsWith(` ${falling.name}`)
    ? `${lead}, which${clause.slice(falling.name.length)}.`
    : `${lead}; ${clause}.`
}
