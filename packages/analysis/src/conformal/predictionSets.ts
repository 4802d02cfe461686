import type { Key } from '@planish/core'
import { expectAligned, expectLabels, expectSome } from '../expectations.ts'
import type { HostMatrix } from '../hostMatrix.ts'
import { rowsOf } from '../hostMatrix.ts'
import type { Conformal } from './calibrateConformal.ts'
import { classScores } from './classScores.ts'

/** Which classes are in each example's set: 1 or 0, [n, K] row-major. */
export interface PredictionSets {
  readonly members: Uint8Array
  readonly classes: number
}

/** How well sets do. */
export interface SetStatistics {
  /** Share of the examples whose label is in their set. */
  readonly coverage: number
  readonly meanSize: number
  /** Classes in each set. */
  readonly sizes: Int32Array
  /** Share of the sets that are empty, as those of LAC and of randomised scores may be. */
  readonly empty: number
  /** Coverage of the examples of each label, null of none. */
  readonly coverageByClass: readonly (number | null)[]
}

/**
 * The prediction set of every row: the classes that score no more than the threshold.
 *
 * @param probabilities [n, K]
 * @param key for a randomised score; not the one that calibration got
 * @throws PlanishError `usage` where a randomised score has no key
 * @example
 * ```ts
 * import { calibrateConformal, lac, predictionSets } from '@planish/analysis'
 *
 * const probabilities = { values: [0.9, 0.1, 0.6, 0.4, 0.2, 0.8], columns: 2 }
 * const conformal = calibrateConformal({ score: lac(), alpha: 0.25 })(probabilities, [0, 0, 0])
 * predictionSets(conformal, { values: [0.7, 0.3, 0.95, 0.05], columns: 2 }).members // [1, 1, 1, 0]
 * ```
 */
export function predictionSets(
  { score, threshold }: Conformal,
  probabilities: HostMatrix,
  key?: Key,
): PredictionSets {
  const { values, columns } = classScores('predictionSets', score, probabilities, key)
  return { members: Uint8Array.from(values, value => (value <= threshold ? 1 : 0)), classes: columns }
}

/**
 * Coverage and sizes of prediction sets. With clean labels their true coverage, with noisy ones that of noisy labels.
 *
 * @throws PlanishError `usage` where labels do not fit
 * @example
 * ```ts
 * import { setStatistics } from '@planish/analysis'
 *
 * setStatistics({ members: Uint8Array.of(1, 1, 0, 1), classes: 2 }, [0, 0]).coverage // 0.5
 * ```
 */
export function setStatistics(
  { members, classes }: PredictionSets,
  labels: ArrayLike<number>,
): SetStatistics {
  const rows = rowsOf('setStatistics', { values: members, columns: classes })
  expectSome('setStatistics', rows)
  expectAligned('setStatistics', 'labels', labels.length, rows)
  expectLabels('setStatistics', labels, rows, classes)
  const sizes = new Int32Array(rows)
  const [covered, seen] = [new Int32Array(classes), new Int32Array(classes)]
  for (let i = 0; i < rows; i++) {
    const label = labels[i] as number
    const row = members.subarray(i * classes, (i + 1) * classes)
    sizes[i] = row.reduce((sum, member) => sum + member, 0)
    seen[label] = (seen[label] as number) + 1
    covered[label] = (covered[label] as number) + (row[label] as number)
  }
  const sum = (counts: Int32Array): number => counts.reduce((total, count) => total + count, 0)
  return {
    coverage: sum(covered) / rows,
    meanSize: sum(sizes) / rows,
    sizes,
    empty: sizes.filter(size => size === 0).length / rows,
    coverageByClass: Array.from(seen, (count, k) => (count === 0 ? null : (covered[k] as number) / count)),
  }
}
