import type { LinesPanel } from '../panel.ts'
import { familyNames, type StudyOutcome, trialsAt } from '../study/outcome.ts'
import { accuracyAxis, curves } from './panels.ts'

/** Test accuracy against gradient evaluations in the place of epochs. */
export function againstCost<M>(outcome: StudyOutcome<M>, condition: string): LinesPanel {
  const names = familyNames(outcome.study)
  return {
    kind: 'lines',
    id: 'test-accuracy-by-cost',
    title: 'Test accuracy at equal cost',
    caption:
      'The same accuracies against the gradient evaluations of a batch spent so far: rules that evaluate two in a step are at half as many epochs. Lines are means over the seeds, bands reach from the lowest to the highest.',
    x: { label: 'gradient evaluations', format: 'count' },
    y: accuracyAxis('test accuracy'),
    series: curves(outcome, ({ test }) => test, condition).map(series => {
      const [trial] = trialsAt(outcome, { condition, family: names[series.row] ?? '' })
      return {
        ...series,
        points: series.points.map(point => ({
          ...point,
          x: trial?.epochs[point.x - 1]?.gradientEvaluations ?? point.x,
        })),
      }
    }),
  }
}
