import { list, percent, points } from '../format.ts'
import { type Facts, peakEpochs, type RuleFacts } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** A final accuracy this far below the peak is called a collapse, if the test set is large enough to tell. */
export const collapseThreshold = ({ tolerance }: Pick<Facts, 'tolerance'>): number =>
  Math.max(0.02, tolerance)

const drop = ({ row }: RuleFacts): number => row.peak - row.final

function peakedAt(rule: RuleFacts): string {
  const epochs = peakEpochs(rule)
  if (epochs.length === 0) return ''
  const first = Math.min(...epochs)
  const last = Math.max(...epochs)
  return first === last ? ` at epoch ${first}` : ` at epochs ${first} to ${last}`
}

/** Whose final accuracy collapses below its peak, and by how many points. */
export function fall({ record, rules, tolerance }: Facts): Paragraph | null {
  if (record.config.epochs < 2) return null
  const collapse = collapseThreshold({ tolerance })
  const falling = rules.filter(rule => drop(rule) >= collapse - 1e-9).toSorted((a, b) => drop(b) - drop(a))
  const keeping = rules.filter(rule => drop(rule) < tolerance - 1e-9)
  const between = rules.filter(rule => !falling.includes(rule) && !keeping.includes(rule))
  const falls = falling.map(
    rule =>
      `${rule.name} peaks${peakedAt(rule)} and ends ${points(drop(rule))} lower, at ${percent(rule.row.final)}`,
  )
  return {
    topic: 'fall',
    heading: 'From the peak to the last epoch',
    sentences: [
      falls.length === 0
        ? `No rule ends ${points(collapse)} or more below its peak.`
        : `${falls.join('; ')}.`,
      ...(between.length === 0
        ? []
        : [`${list(between.map(rule => `${rule.name} loses ${points(drop(rule))}`))} after its peak.`]),
      ...(keeping.length === 0
        ? []
        : [
            `${list(keeping.map(({ name }) => name))} ${keeping.length === 1 ? 'keeps its peak' : 'keep their peaks'} to the end, within ${points(tolerance)}.`,
          ]),
    ],
  }
}
