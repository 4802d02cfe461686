import type { HostMatrix } from '../hostMatrix.ts'
import type { Binning } from './bins.ts'
import { expectDistributions } from './checked.ts'
import { diagram, gap, reliability } from './reliability.ts'

/**
 * Expected calibration error, Σ_b n_b/n · |accuracy_b − confidence_b|, in [0, 1]: with bins of equal width ECE (Naeini
 * et al. 2015; Guo et al. 2017), with `by: 'mass'` the adaptive ECE, whose bins hold equally many examples
 * (Nguyen & O'Connor 2015).
 *
 * @param probabilities [n, K], rows that sum to 1
 * @throws PlanishError `usage` as {@link reliability}
 * @example
 * ```ts
 * import { calibrationError } from '@planish/analysis'
 *
 * const probabilities = { values: [0.9, 0.1, 0.6, 0.4], columns: 2 }
 * calibrationError(probabilities, [0, 1], { bins: 2 }) // |0.5 − 0.75| = 0.25
 * ```
 */
export const calibrationError = (
  probabilities: HostMatrix,
  labels: ArrayLike<number>,
  binning: Binning = {},
): number => gap(reliability(probabilities, labels, binning), labels.length)

/**
 * Classwise calibration error, the mean over classes k of Σ_b n_b/n · |share of label k in b − mean p_k in b|, bins of
 * p_k over all examples (Kull et al. 2019; Nixon et al. 2019 call it SCE).
 *
 * @param probabilities [n, K], rows that sum to 1
 * @throws PlanishError `usage` as {@link reliability}
 * @example
 * ```ts
 * import { classwiseCalibrationError } from '@planish/analysis'
 *
 * classwiseCalibrationError({ values: [0.8, 0.2, 0.8, 0.2], columns: 2 }, [0, 1], { bins: 1 }) // |0.5 − 0.8| = 0.3
 * ```
 */
export function classwiseCalibrationError(
  probabilities: HostMatrix,
  labels: ArrayLike<number>,
  binning: Binning = {},
): number {
  const rows = expectDistributions('classwiseCalibrationError', probabilities, labels)
  const { values, columns } = probabilities
  let sum = 0
  for (let k = 0; k < columns; k++) {
    const ofClass = Float64Array.from({ length: rows }, (_, i) => values[i * columns + k] as number)
    sum += gap(
      diagram('classwiseCalibrationError', ofClass, i => labels[i] === k, binning),
      rows,
    )
  }
  return sum / columns
}
