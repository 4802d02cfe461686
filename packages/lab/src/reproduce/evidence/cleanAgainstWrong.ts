import type { LinesPanel } from '../panel.ts'
import { familyNames, type StudyOutcome } from '../study/outcome.ts'
import { cleanBefore, mostWrong } from './cleanBefore.ts'
import { accuracyAxis } from './panels.ts'
import { spreadOf, valuesAt } from './spread.ts'

/** Where the lines have their points: shares of the wrong labels. */
const shares = Array.from({ length: 40 }, (_, index) => (index + 1) / 40)

/** How many clean labels are fitted before so many wrong ones, a line for each family that ends where its seeds do. */
export function cleanAgainstWrong<M>(
  outcome: StudyOutcome<M>,
  condition: string,
  panel: Pick<LinesPanel, 'id' | 'title'>,
): LinesPanel {
  return {
    kind: 'lines',
    ...panel,
    caption:
      'Share of clean labels fitted before the network had fitted more than such a share of the wrong ones. Higher is better: more of the truth for the same amount of memorised noise. A line ends at what the seed that memorised least had memorised. Lines are means over the seeds, bands reach from the lowest to the highest.',
    x: accuracyAxis('wrong labels fitted'),
    y: accuracyAxis('clean labels fitted'),
    series: familyNames(outcome.study).flatMap((family, row) => {
      const place = { condition, family }
      const end = Math.min(...valuesAt(outcome, place, mostWrong))
      if (!Number.isFinite(end)) return []
      const points = [...shares.filter(share => share < end), end].flatMap(share => {
        const spread = spreadOf(valuesAt(outcome, place, cleanBefore(share)))
        return spread === null ? [] : [{ x: share, ...spread }]
      })
      return points.length === 0 ? [] : [{ label: family, row, points }]
    }),
  }
}
