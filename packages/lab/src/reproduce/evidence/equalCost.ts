import { type StudyOutcome, trialsAt } from '../study/outcome.ts'
import { familiesOf } from '../study/study.ts'
import { peakWithin, type Quantity } from './quantity.ts'

/**
 * Best test accuracy of the epochs within the gradient evaluations that the cheapest rule of the condition spends in the
 * whole training: beside SGD, SAM has half the epochs.
 */
export function peakAtEqualCost<M>(outcome: StudyOutcome<M>): Quantity<M> {
  const budgets = new Map(
    outcome.study.conditions.map(condition => {
      const trials = familiesOf(outcome.study, condition).flatMap(({ name }) =>
        trialsAt(outcome, { condition: condition.name, family: name }),
      )
      return [condition.name, Math.min(...trials.map(trial => trial.gradientEvaluations))] as const
    }),
  )
  return trial => peakWithin(budgets.get(trial.condition) ?? Number.POSITIVE_INFINITY)(trial)
}
