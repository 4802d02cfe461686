import { mean } from '@planish/analysis'
import type { EpochMetrics, ResultRow, RunRecord } from '../../run/record.ts'
import { measurements } from '../curves.ts'
import { shortNames } from '../names.ts'
import { type PaperRule, paperRule } from '../paperRule.ts'

/** A row of the table with what the reading needs to know about it. */
export interface RuleFacts {
  readonly name: string
  readonly paperRule: PaperRule | null
  readonly row: ResultRow
  readonly measurements: readonly EpochMetrics[]
}

/** A run as the reading sees it. */
export interface Facts {
  readonly record: RunRecord
  readonly rules: readonly RuleFacts[]
  /** Number of seeds that the rows really have. */
  readonly seeds: number
  /** Whether any training label is wrong. */
  readonly noisy: boolean
  /** Test accuracies that differ by less are called level. */
  readonly tolerance: number
  /** Standard error that the size of the test set gives to an accuracy such as this run's peaks. */
  readonly samplingError: number
}

/** Least difference of two test accuracies that counts as one. */
const leastDifference = 0.005

/** Standard error of an accuracy, as the test examples are a sample. */
export const samplingError = (accuracy: number, examples: number): number =>
  examples > 0 ? Math.sqrt((accuracy * (1 - accuracy)) / examples) : 0

/** Looks up, once for all paragraphs, what they are made from. */
export function facts(record: RunRecord): Facts {
  const { rows, data } = record.result
  const names = shortNames(rows)
  const error = samplingError(mean(rows.map(({ peak }) => peak)) ?? 0, data.testExamples)
  return {
    record,
    rules: rows.map((row, index) => ({
      name: names[index] ?? row.rule,
      paperRule: paperRule(row.rule),
      row,
      measurements: measurements(record, row.rule),
    })),
    seeds: Math.max(0, ...rows.map(({ trials }) => trials.length)),
    noisy: data.noiseRates.some(rate => rate > 0),
    tolerance: Math.max(leastDifference, error),
    samplingError: error,
  }
}

/** The rule with the highest value; the first of equals. */
export const best = (
  rules: readonly RuleFacts[],
  value: (rule: RuleFacts) => number,
): RuleFacts | undefined =>
  rules.reduce<RuleFacts | undefined>(
    (found, rule) => (found === undefined || value(rule) > value(found) ? rule : found),
    undefined,
  )

/** The settings with which one of the paper's rules was trained. */
export const settingsOf = ({ rules }: Facts, wanted: PaperRule): readonly RuleFacts[] =>
  rules.filter(rule => rule.paperRule === wanted)

/** The rule that stands for one of the paper's: with several settings, the one that peaks highest. */
export const representative = (known: Facts, wanted: PaperRule): RuleFacts | undefined =>
  best(settingsOf(known, wanted), ({ row }) => row.peak)

/** For each seed, the first epoch at which the rule's test accuracy was highest. */
export function peakEpochs({ measurements: all }: RuleFacts): readonly number[] {
  const bySeed = new Map<number, EpochMetrics>()
  for (const metrics of all) {
    const found = bySeed.get(metrics.seed)
    if (found === undefined || metrics.test > found.test) bySeed.set(metrics.seed, metrics)
  }
  return [...bySeed.values()].map(({ epoch }) => epoch)
}
