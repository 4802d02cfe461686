import { expectPositive } from '../expectations.ts'
import { type HostMatrix, rowsOf } from '../hostMatrix.ts'

/** Logits with a column for each class: one logit f of a binary model becomes [0, f]. */
export function classLogits(of: string, logits: HostMatrix): HostMatrix {
  if (logits.columns !== 1) return logits
  const rows = rowsOf(of, logits)
  const values = new Float64Array(2 * rows)
  for (let i = 0; i < rows; i++) values[2 * i + 1] = logits.values[i] as number
  return { values, columns: 2 }
}

/**
 * softmax(z/T) of every row, in float64: class probabilities [n, K]; of one logit f, [σ(−f/T), σ(f/T)], two columns.
 *
 * @param temperature T, default 1; see {@link fitTemperature}
 * @throws PlanishError `usage` for a temperature that is not above 0, or values that do not fill whole rows
 * @example
 * ```ts
 * import { probabilitiesOf } from '@planish/analysis'
 *
 * probabilitiesOf({ values: [0, Math.log(3)], columns: 2 }).values // [0.25, 0.75]
 * ```
 */
export function probabilitiesOf(logits: HostMatrix, temperature = 1): HostMatrix {
  expectPositive('probabilitiesOf', 'temperature', temperature)
  const { values, columns } = classLogits('probabilitiesOf', logits)
  const rows = rowsOf('probabilitiesOf', { values, columns })
  const probabilities = new Float64Array(rows * columns)
  for (let start = 0; start < probabilities.length; start += columns) {
    let largest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < columns; k++) largest = Math.max(largest, values[start + k] as number)
    let sum = 0
    for (let k = 0; k < columns; k++) {
      const raised = Math.exp(((values[start + k] as number) - largest) / temperature)
      probabilities[start + k] = raised
      sum += raised
    }
    for (let k = 0; k < columns; k++) {
      probabilities[start + k] = (probabilities[start + k] as number) / sum
    }
  }
  return { values: probabilities, columns }
}
