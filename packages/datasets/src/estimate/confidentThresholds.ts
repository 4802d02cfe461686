import { countLabels } from '../labels.ts'
import type { Checked } from './predictions.ts'

/** No threshold is below this, which is above the slack with which probabilities are compared to it. */
const leastThreshold = 2e-6

/** The threshold of a class that no label names: no probability reaches it. */
const outOfReach = 2

/** For each class the mean probability of that class among the examples that are labelled so. */
export function confidentThresholds({ labels, probabilities, classes }: Checked): number[] {
  const sums = new Array<number>(classes).fill(0)
  for (const [index, label] of labels.entries()) {
    sums[label] = (sums[label] as number) + (probabilities[index * classes + label] as number)
  }
  return countLabels(labels, classes).map((count, label) =>
    count === 0 ? outOfReach : Math.max(leastThreshold, (sums[label] as number) / count),
  )
}
