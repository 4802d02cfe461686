import { mean, meanInterval } from '@planish/analysis'
import { count, percentNumber } from '../../../report/format.ts'
import type { Measured, ResultColumn } from '../../../report/resultColumns.ts'
import type { StudyRecord, TrialRow } from '../../result.ts'

/** The figures of a trial that are averaged over the seeds. */
export type StudyFigure = Exclude<keyof TrialRow, 'condition' | 'family' | 'seed' | 'run'>

/** The figures of a study's table, in its order. */
export const studyColumns: readonly ResultColumn<StudyFigure>[] = [
  { figure: 'peak', heading: 'peak', short: 'peak', isBetter: 'higher', format: percentNumber },
  { figure: 'final', heading: 'final', short: 'final', isBetter: 'higher', format: percentNumber },
  {
    figure: 'noisyValidation',
    heading: 'selected',
    short: 'selected',
    isBetter: 'higher',
    format: percentNumber,
  },
  {
    figure: 'peakAtEqualCost',
    heading: 'equal cost',
    short: 'equal cost',
    isBetter: 'higher',
    format: percentNumber,
  },
  {
    figure: 'cleanTrain',
    heading: 'clean labels',
    short: 'clean',
    isBetter: 'higher',
    format: percentNumber,
  },
  { figure: 'noisyTrain', heading: 'wrong labels', short: 'wrong', isBetter: 'lower', format: percentNumber },
  { figure: 'gradientEvaluations', heading: 'gradients', short: 'grads', isBetter: 'lower', format: count },
]

/** A family under a condition: means over the seeds. */
type MeasuredRow = Measured<StudyFigure> & { readonly label: string }

/** What the trials reached in the mean, with 95 % Student t intervals from two seeds on. */
function rowOf(label: string, trials: readonly TrialRow[]): MeasuredRow {
  const valuesOf = (figure: StudyFigure): readonly number[] =>
    trials.flatMap(trial => {
      const value = trial[figure]
      return value === null || !Number.isFinite(value) ? [] : [value]
    })
  const meanOf = (figure: StudyFigure): number | null => mean(valuesOf(figure))
  const intervals = Object.fromEntries(
    studyColumns.flatMap(({ figure }) => {
      const interval = meanInterval(valuesOf(figure))
      return interval === null ? [] : [[figure, interval] as const]
    }),
  )
  return {
    label,
    peak: meanOf('peak'),
    final: meanOf('final'),
    noisyValidation: meanOf('noisyValidation'),
    peakAtEqualCost: meanOf('peakAtEqualCost'),
    cleanTrain: meanOf('cleanTrain'),
    noisyTrain: meanOf('noisyTrain'),
    gradientEvaluations: meanOf('gradientEvaluations'),
    intervals,
  }
}

/** A condition's rows, one for each family that was trained under it. */
export interface StudyGroup {
  /** Empty where there is but one condition. */
  readonly title: string
  readonly rows: readonly MeasuredRow[]
}

/** The study's rows by condition, in its order. */
export const studyGroups = ({ conditions, families, trials }: StudyRecord): readonly StudyGroup[] =>
  conditions.flatMap(({ name }) => {
    const rows = families.flatMap(family => {
      const own = trials.filter(trial => trial.condition === name && trial.family === family)
      return own.length === 0 ? [] : [rowOf(family, own)]
    })
    return rows.length === 0 ? [] : [{ title: conditions.length === 1 ? '' : name, rows }]
  })

/** How many seeds: `5 seeds`, or `3 to 5 seeds` where rows differ. */
export function seedCount({ conditions, families, trials }: StudyRecord): string {
  const counts = conditions
    .flatMap(({ name }) =>
      families.map(
        family => trials.filter(({ condition, family: own }) => condition === name && own === family).length,
      ),
    )
    .filter(found => found > 0)
  if (counts.length === 0) return 'no seed'
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? `${most} seed${most === 1 ? '' : 's'}` : `${least} to ${most} seeds`
}
