import type { IntervalsPanel } from '../panel.ts'
import { familyNames, type StudyOutcome } from '../study/outcome.ts'
import { peakAtEqualCost } from './equalCost.ts'
import { accuracyAxis } from './panels.ts'
import { final, noisyValidation, peak, type Quantity } from './quantity.ts'
import { intervalAt } from './spread.ts'

/** All accuracies by which a rule may be judged, a group for each: a dot with its 95 % interval for each family. */
export function accuraciesPanel<M>(outcome: StudyOutcome<M>, condition: string): IntervalsPanel {
  const judged: readonly (readonly [string, Quantity])[] = [
    ['peak', peak],
    ['peak at equal gradient evaluations', peakAtEqualCost(outcome)],
    ['by noisy validation', noisyValidation],
    ['final', final],
  ]
  return {
    kind: 'intervals',
    id: 'accuracies',
    title: 'Test accuracy, judged four ways',
    caption:
      'Peak: best of any epoch, chosen on the test set as in the paper. At equal gradient evaluations: best of the epochs within what the cheapest rule spends in all. By noisy validation: after the epoch that did best on noisy validation examples, which is what one can have in practice. Final: after the last epoch. Dots are means over the seeds, lines their 95 % bootstrap intervals.',
    x: accuracyAxis('test accuracy'),
    groups: judged.map(([title, quantity]) => ({
      title,
      rows: familyNames(outcome.study).flatMap((family, row) => {
        const interval = intervalAt(outcome, { condition, family }, quantity)
        return interval === null ? [] : [{ label: family, row, ...interval }]
      }),
    })),
  }
}
