import { widest } from '../compare.ts'
import { points } from '../format.ts'
import type { Facts } from './facts.ts'
import { collapseThreshold } from './fall.ts'
import type { Paragraph } from './paragraph.ts'
import { margin } from './upWeighting.ts'

/** What the words of the reading stand for. */
export function thresholds(facts: Facts): Paragraph {
  const { tolerance, samplingError, seeds, noisy } = facts
  const reason =
    tolerance > samplingError ? '' : ', the standard error that the size of the test set gives an accuracy'
  return {
    topic: 'thresholds',
    heading: 'What the words mean here',
    sentences: [
      `Two test accuracies are level when they differ by less than ${points(tolerance)}${reason}.`,
      ...(seeds > 1
        ? [
            `With several seeds, the 95 % Student t interval of their differences, paired by seed, must also stay within ${points(widest(tolerance))} for that, and a larger difference counts only if it leaves zero out; the intervals are not corrected for the number of comparisons.`,
          ]
        : []),
      ...(facts.record.config.epochs > 1
        ? [`An end ${points(collapseThreshold(facts))} or more below the peak is reported as a fall.`]
        : []),
      ...(noisy
        ? [
            `A weight ratio of at least ${(1 + margin).toFixed(2)}${seeds > 1 ? ' in every seed' : ''} counts as up-weighting of clean examples, one of at most ${(1 - margin).toFixed(2)} as the reverse.`,
          ]
        : []),
    ],
  }
}
