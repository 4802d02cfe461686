import type { HostMatrix } from '../hostMatrix.ts'
import { type Binning, binned } from './bins.ts'
import { expectDistributions } from './checked.ts'

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number
  /** Mean confidence of the bin's examples, null of none. */
  readonly confidence: number | null
  /** Share of them that are predicted right, null of none. */
  readonly accuracy: number | null
}

/** Bins of the confidence in something against how often it was so. */
export function diagram(
  of: string,
  confidence: ArrayLike<number>,
  right: (i: number) => boolean,
  binning: Binning,
): ReliabilityBin[] {
  return binned(of, confidence, binning).map(indices => {
    const count = indices.length
    if (count === 0) return { count, confidence: null, accuracy: null }
    const total = indices.reduce((sum, i) => sum + (confidence[i] as number), 0)
    return { count, confidence: total / count, accuracy: indices.filter(right).length / count }
  })
}

/** Σ_b n_b/n · |accuracy_b − confidence_b|. */
export const gap = (bins: readonly ReliabilityBin[], examples: number): number =>
  bins.reduce(
    (sum, { count, confidence, accuracy }) =>
      confidence === null || accuracy === null
        ? sum
        : sum + (count / examples) * Math.abs(accuracy - confidence),
    0,
  )

/** Of each row its largest probability, and the class that has it (the first, of equals). */
function tops({ values, columns }: HostMatrix, rows: number): { confidence: Float64Array; top: Int32Array } {
  const confidence = new Float64Array(rows)
  const top = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      const value = values[i * columns + k] as number
      if (value > (confidence[i] as number)) {
        confidence[i] = value
        top[i] = k
      }
    }
  }
  return { confidence, top }
}

/**
 * What a reliability diagram shows: in bins of the confidence max_k p_k, the mean confidence and the accuracy.
 * `labels` may be the noisy ones or the clean ones: of a model trained under label noise the two diagrams differ.
 *
 * @param probabilities [n, K], rows that sum to 1
 * @throws PlanishError `usage` where rows are no distributions, labels do not fit, or there is no example
 * @example
 * ```ts
 * import { reliability } from '@planish/analysis'
 *
 * const probabilities = { values: [0.9, 0.1, 0.6, 0.4], columns: 2 }
 * reliability(probabilities, [0, 1], { bins: 2 })[1] // { count: 2, confidence: 0.75, accuracy: 0.5 }
 * ```
 */
export function reliability(
  probabilities: HostMatrix,
  labels: ArrayLike<number>,
  binning: Binning = {},
): readonly ReliabilityBin[] {
  const rows = expectDistributions('reliability', probabilities, labels)
  const { confidence, top } = tops(probabilities, rows)
  return diagram('reliability', confidence, i => top[i] === labels[i], binning)
}
