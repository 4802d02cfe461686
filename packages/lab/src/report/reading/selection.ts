import { list, percent, points } from '../format.ts'
import { best, type Facts } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** What one gets when the epoch is chosen by noisy validation labels, as one must without a clean test set. */
export function selection({ record, rules, tolerance, noisy }: Facts): Paragraph | null {
  if (record.result.data.validationExamples === 0 || record.config.epochs < 2) return null
  const costs = rules
    .map(({ name, row }) => ({ name, row, cost: row.peak - row.noisyValidation }))
    .filter(({ cost }) => cost >= tolerance - 1e-9)
    .toSorted((a, b) => b.cost - a.cost)
  const top = best(rules, ({ row }) => row.noisyValidation)
  if (top === undefined) return null
  const labels = noisy ? 'the validation labels, as noisy as the training labels,' : 'the validation labels'
  return {
    topic: 'selection',
    heading: 'Choosing the epoch without the test set',
    sentences: [
      costs.length === 0
        ? `Choosing the epoch by ${labels} costs every rule less than ${points(tolerance)} of its peak.`
        : `Choosing the epoch by ${labels} costs, against the peak: ${list(costs.map(({ name, cost }) => `${name} ${points(cost)}`))}.`,
      ...(rules.length === 1
        ? [`It reaches ${percent(top.row.noisyValidation)} test accuracy.`]
        : [`Chosen so, the highest test accuracy is ${percent(top.row.noisyValidation)}, of ${top.name}.`]),
    ],
  }
}
