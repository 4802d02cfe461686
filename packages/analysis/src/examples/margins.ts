import { expectLabels } from '../expectations.ts'
import { type HostMatrix, rowsOf } from '../hostMatrix.ts'

/**
 * The margin of each example, z_y − max_{k≠y} z_k: positive where the label is predicted. With one logit f it is t f,
 * t = 2y − 1.
 *
 * @param logits [n, K], or [n, 1] of a binary model with one logit
 * @throws PlanishError `usage` where labels do not fit
 * @example
 * ```ts
 * import { margins } from '@planish/analysis'
 *
 * margins({ values: [3, 1, 0, 2], columns: 2 }, [0, 0]) // [2, −2]
 * ```
 */
export function margins(logits: HostMatrix, labels: ArrayLike<number>): Float64Array {
  const rows = rowsOf('margins', logits)
  const { values, columns } = logits
  expectLabels('margins', labels, rows, Math.max(2, columns))
  return Float64Array.from({ length: rows }, (_, i) => {
    const label = labels[i] as number
    if (columns === 1) return (2 * label - 1) * (values[i] as number)
    let other = Number.NEGATIVE_INFINITY
    for (let k = 0; k < columns; k++) {
      if (k !== label) other = Math.max(other, values[i * columns + k] as number)
    }
    return (values[i * columns + label] as number) - other
  })
}
