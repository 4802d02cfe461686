/**
 * The share of predictions that agree with the labels, among the examples whose mask is `among`; null when there
 * are none.
 *
 * @example
 * ```ts
 * import { accuracy } from '@planish/analysis'
 *
 * accuracy([0, 1, 1], [0, 1, 0]) // 2/3
 * accuracy([0, 1, 1], [0, 1, 0], { mask: [0, 0, 1], among: 1 }) // 0: the one noisy label is not predicted
 * ```
 */
export function accuracy(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  only?: { readonly mask: ArrayLike<number>; readonly among: 0 | 1 },
): number | null {
  let correct = 0
  let counted = 0
  for (let index = 0; index < labels.length; index++) {
    if (only !== undefined && only.mask[index] !== only.among) continue
    counted++
    if (predicted[index] === labels[index]) correct++
  }
  return counted === 0 ? null : correct / counted
}
