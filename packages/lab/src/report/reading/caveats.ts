import { counted, list, percentNumber } from '../format.ts'
import { type Facts, settingsOf } from './facts.ts'
import type { Paragraph } from './paragraph.ts'

/** The names of the rows that are settings of one rule of the paper's, for each that has several. */
function severalSettings(known: Facts): string[][] {
  const trained = new Set(known.rules.flatMap(({ paperRule }) => paperRule ?? []))
  return [...trained]
    .map(wanted => settingsOf(known, wanted).map(({ name }) => name))
    .filter(names => names.length > 1)
}

/** What the figures of this run can't carry. */
export function caveats(known: Facts): Paragraph {
  const { record, rules, seeds, samplingError, noisy } = known
  const { testExamples } = record.result.data
  const diverged = rules.filter(({ measurements }) =>
    measurements.some(({ loss }) => loss === null || !Number.isFinite(loss)),
  )
  return {
    topic: 'caveats',
    heading: 'What to keep in mind',
    sentences: [
      seeds < 2
        ? 'One seed: there are no intervals, and another seed may move every figure by more than the thresholds above.'
        : `${counted(seeds, 'seed')}: the intervals are of means over noise, initial weights and order of the examples, for this one data set and setting.`,
      'The peak is selected on the test set, as in the paper, which flatters every rule; it is an upper bound on what early stopping can reach.',
      ...(noisy ? ['The epoch selected on noisy validation labels is what is available in practice.'] : []),
      ...severalSettings(known).map(
        names =>
          `${list(names)} are settings of one rule; where the paper’s rules are compared, the one with the best test peak stands for it, which flatters it against rules with a single setting.`,
      ),
      'Every rule ran for the same number of epochs; that is not the same number of gradient evaluations, nor the same time.',
      ...(testExamples > 0
        ? [
            `On ${counted(testExamples, 'test example')} an accuracy such as these peaks has a 95 % sampling error of ±${percentNumber(1.96 * samplingError)} points.`,
          ]
        : []),
      ...(diverged.length > 0
        ? [
            `The training loss of ${list(diverged.map(({ name }) => name))} was not finite in some epoch: that training diverged.`,
          ]
        : []),
    ],
  }
}
