/**
 * Whether a classifier can learn, better than by chance, from labels that this matrix made: for each class,
 * P(clean i) P(noisy i) < P(clean i, noisy i), as cleanlab's `noise_matrix_is_valid` has it (there the columns are
 * the clean classes). A class of prior 0 is not asked.
 *
 * @param matrix T[i][j] = P(noisy j | clean i), [K, K]
 * @param priors P(clean i), [K], summing to 1
 * @example
 * ```ts
 * import { isLearnable } from '@planish/datasets'
 *
 * isLearnable([[0.6, 0.4], [0.4, 0.6]], [0.5, 0.5]) // true
 * isLearnable([[0.4, 0.6], [0.6, 0.4]], [0.5, 0.5]) // false: the label is wrong more often than right
 * ```
 */
export function isLearnable(matrix: readonly (readonly number[])[], priors: readonly number[]): boolean {
  return priors.every((prior, i) => {
    if (prior === 0) return true
    const noisy = priors.reduce((sum, p, from) => sum + p * (matrix[from]?.[i] ?? 0), 0)
    return noisy * prior < prior * (matrix[i]?.[i] ?? 0)
  })
}
