import { ends } from '../study/ends.ts'
import type { StudyOutcome } from '../study/outcome.ts'
import { gainAt } from './gain.ts'
import { peak } from './quantity.ts'
import { differenceInWords } from './words.ts'

/** A family's gain over SGD in peak accuracy at the two ends of what the conditions vary. */
export const gainsInWords = (outcome: StudyOutcome, family: string): string =>
  `${family}’s gain over SGD in peak accuracy: ${ends(outcome.study)
    .map(({ name }) => `${differenceInWords(gainAt(outcome, name, family, peak))} (${name})`)
    .join(', ')}.`
