import type { RunRecord } from '../../run/record.ts'
import { caveats } from './caveats.ts'
import { equalCost } from './equalCost.ts'
import { facts } from './facts.ts'
import { fall } from './fall.ts'
import { memorised } from './memorised.ts'
import { ordering } from './ordering.ts'
import type { Paragraph } from './paragraph.ts'
import { peak } from './peak.ts'
import { selection } from './selection.ts'
import { thresholds } from './thresholds.ts'
import { upWeighting } from './upWeighting.ts'

/**
 * What the figures of a run show, in plain language: observations with their thresholds, whether the paper's
 * ordering of the rules holds, and caveats. A comparison whose rules were not trained is left out.
 *
 * @returns the paragraphs in reading order, none for a run without rows
 * @example
 * ```ts
 * reading(record).find(({ topic }) => topic === 'peak')?.sentences[0]
 * // '1-SAM peaks highest, at 84.1 % test accuracy.'
 * ```
 */
export function reading(record: RunRecord): readonly Paragraph[] {
  if (record.result.rows.length === 0) return []
  const known = facts(record)
  return [peak, fall, memorised, ordering, upWeighting, selection, equalCost, thresholds, caveats].flatMap(
    write => write(known) ?? [],
  )
}
