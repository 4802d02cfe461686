import type { EpochMetrics, Figure, ResultRow, TrialResult } from './record.ts'

/** What one rule reached with one seed, from its epochs. */
export function trialResult(seed: number, epochs: readonly EpochMetrics[]): TrialResult {
  const last = epochs.at(-1)
  if (last === undefined) throw new RangeError('a trial without epochs has no result')
  const best = epochs.reduce((chosen, epoch) =>
    epoch.noisyValidation > chosen.noisyValidation ? epoch : chosen,
  )
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

/** 97.5 % quantiles of Student's t with 1, 2, … 30 degrees of freedom (any statistical table). */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** The normal distribution's quantile, which t approaches. */
const normalQuantile = 1.96

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** 95 % Student t interval of the mean of independent values. */
export function interval(values: readonly number[]): readonly [number, number] {
  const center = mean(values)
  const freedom = values.length - 1
  const variance = values.reduce((sum, value) => sum + (value - center) ** 2, 0) / freedom
  const half = (studentT[freedom - 1] ?? normalQuantile) * Math.sqrt(variance / values.length)
  return [center - half, center + half]
}

/** A row of the table: the means over a rule's trials, with intervals when there are several. */
export function resultRow(rule: string, label: string, trials: readonly TrialResult[]): ResultRow {
  const valuesOf = (figure: Figure): number[] =>
    trials.map(trial => trial[figure]).filter(value => value !== null)
  const meanOf = (figure: Figure): number => mean(valuesOf(figure))
  const meanOrNull = (figure: Figure): number | null =>
    valuesOf(figure).length === 0 ? null : meanOf(figure)
  const row = {
    rule,
    label,
    peak: meanOf('peak'),
    final: meanOf('final'),
    noisyValidation: meanOf('noisyValidation'),
    cleanTrain: meanOrNull('cleanTrain'),
    noisyTrain: meanOrNull('noisyTrain'),
    gradientEvaluations: meanOf('gradientEvaluations'),
    seconds: meanOf('seconds'),
    trials,
  }
  if (trials.length < 2) return row
  const counted = figures.filter(figure => valuesOf(figure).length > 1)
  return {
    ...row,
    intervals: Object.fromEntries(counted.map(figure => [figure, interval(valuesOf(figure))])),
  }
}
