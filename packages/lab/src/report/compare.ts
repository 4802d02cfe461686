import { meanInterval } from '@planish/analysis'
import type { ResultRow } from '../run/record.ts'

/** Figures that every row has. */
export type TestFigure = 'peak' | 'final' | 'noisyValidation'

/**
 * What can be said of two accuracies. With one seed: `level` when their difference is below the tolerance, else
 * `higher` or `lower`. With several seeds the interval of the paired difference must agree: it must stay inside
 * ± {@link widest} for `level`, and leave zero out for the others; else it is `unclear`.
 */
export type Relation = 'higher' | 'lower' | 'level' | 'unclear'

/** The first row against the second. */
export interface Comparison {
  readonly difference: number
  /** 95 % Student t interval of the difference, paired by seed; null from fewer than two common seeds. */
  readonly interval: readonly [number, number] | null
  readonly relation: Relation
}

/** Accuracies are sums of floating-point numbers: a difference that equals the tolerance must count as one. */
const rounding = 1e-9

/** How far an interval may reach for two accuracies to be called level. */
export const widest = (tolerance: number): number => Math.max(0.02, 2 * tolerance)

function relate(difference: number, interval: Comparison['interval'], tolerance: number): Relation {
  if (Math.abs(difference) < tolerance - rounding) {
    const reach = interval === null ? 0 : Math.max(...interval.map(Math.abs))
    return reach < widest(tolerance) ? 'level' : 'unclear'
  }
  if (interval !== null && interval[0] <= 0 && interval[1] >= 0) return 'unclear'
  return difference > 0 ? 'higher' : 'lower'
}

/** Compares a figure of two rows, seed by seed where both have several. */
export function compare(
  first: ResultRow,
  second: ResultRow,
  figure: TestFigure,
  tolerance: number,
): Comparison {
  const others = new Map(second.trials.map(trial => [trial.seed, trial[figure]]))
  const differences = first.trials.flatMap(trial => {
    const other = others.get(trial.seed)
    return other === undefined ? [] : [trial[figure] - other]
  })
  const difference = first[figure] - second[figure]
  const interval = meanInterval(differences)
  return { difference, interval, relation: relate(difference, interval, tolerance) }
}
