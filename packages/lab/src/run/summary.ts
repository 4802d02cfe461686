import { mean, meanInterval } from '@planish/analysis'
import type { EpochMetrics, Figure, ResultRow, TrialResult } from './record.ts'

/** What one rule reached with one seed, from its epochs. */
export function trialResult(seed: number, epochs: readonly EpochMetrics[]): TrialResult {
  const last = epochs.at(-1)
  if (last === undefined) throw new RangeError('a trial without epochs has no result')
  const best = epochs.reduce((chosen, epoch) => (epoch.validation > chosen.validation ? epoch : chosen))
  return {
    seed,
    peak: Math.max(...epochs.map(epoch => epoch.test)),
    final: last.test,
    noisyValidation: best.test,
    cleanTrain: last.cleanTrain,
    noisyTrain: last.noisyTrain,
    gradientEvaluations: last.gradientEvaluations,
    seconds: last.seconds,
  }
}

const figures: readonly Figure[] = [
  'peak',
  'final',
  'noisyValidation',
  'cleanTrain',
  'noisyTrain',
  'gradientEvaluations',
  'seconds',
]

/** A row of the table: the means over a rule's trials, with intervals when there are several. */
export function resultRow(rule: string, label: string, trials: readonly TrialResult[]): ResultRow {
  const valuesOf = (figure: Figure): number[] =>
    trials.map(trial => trial[figure]).filter(value => value !== null)
  const meanOf = (figure: Figure): number => mean(valuesOf(figure)) ?? Number.NaN
  const row = {
    rule,
    label,
    peak: meanOf('peak'),
    final: meanOf('final'),
    noisyValidation: meanOf('noisyValidation'),
    cleanTrain: mean(valuesOf('cleanTrain')),
    noisyTrain: mean(valuesOf('noisyTrain')),
    gradientEvaluations: meanOf('gradientEvaluations'),
    seconds: meanOf('seconds'),
    trials,
  }
  const intervals = figures.flatMap(figure => {
    const interval = meanInterval(valuesOf(figure))
    return interval === null ? [] : [[figure, interval] as const]
  })
  return intervals.length === 0 ? row : { ...row, intervals: Object.fromEntries(intervals) }
}
