import type { StudyOutcome } from '../study/outcome.ts'
import { peakWithin, type Quantity } from './quantity.ts'

/** The gradient evaluations that the cheapest rule spends in the whole training. */
const cheapest = ({ trials }: Pick<StudyOutcome, 'trials'>, condition: string): number =>
  Math.min(...trials.filter(trial => trial.condition === condition).map(trial => trial.gradientEvaluations))

/**
 * Best test accuracy within the gradient evaluations that the cheapest rule of the trial's condition spends in the whole
 * training: beside SGD, SAM has half the epochs.
 */
export const peakAtEqualCost =
  (outcome: Pick<StudyOutcome, 'trials'>): Quantity =>
  trial =>
    peakWithin(cheapest(outcome, trial.condition))(trial)
