import type { StudyOutcome } from '../study/outcome.ts'
import { peakWithin, type Quantity } from './quantity.ts'

/** The gradient evaluations that the cheapest rule spends in the whole training. */
const cheapest = ({ trials }: Pick<StudyOutcome, 'trials'>, condition: string): number =>
  Math.min(...trials.filter(trial => trial.condition === condition).map(trial => trial.gradientEvaluations))

/** Best test accuracy within the gradient evaluations that the condition's cheapest rule spends in the whole training. */
export const peakAtEqualCost = (outcome: Pick<StudyOutcome, 'trials'>, condition: string): Quantity =>
  peakWithin(cheapest(outcome, condition))
