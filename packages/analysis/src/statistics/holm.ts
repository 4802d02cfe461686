import { PlanishError } from '@planish/core'

/**
 * Holm's step-down correction of p-values for several comparisons (Holm 1979): adjusted, in the order given. Rejecting
 * those at or below α keeps the probability of any false rejection at α, whatever the dependence.
 *
 * @throws PlanishError `usage` for one that is not in [0, 1]
 * @example
 * ```ts
 * import { holm } from '@planish/analysis'
 *
 * holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: readonly number[]): readonly number[] {
  for (const [i, p] of pValues.entries()) {
    if (!(p >= 0 && p <= 1)) throw new PlanishError('usage', `holm: p-value ${i} is ${p}`)
  }
  const order = pValues.map((_, i) => i).sort((i, j) => (pValues[i] as number) - (pValues[j] as number))
  const adjusted = new Array<number>(pValues.length)
  let largest = 0
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[i] as number)))
    adjusted[i] = largest
  }
  return adjusted
}
