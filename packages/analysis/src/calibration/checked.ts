import { PlanishError } from '@planish/core'
import { expectLabels, expectSome } from '../expectations.ts'
import { type HostMatrix, rowsOf } from '../hostMatrix.ts'

/** How far a row's sum may lie from 1: float32 probabilities of many classes do not sum to it exactly. */
const rowTolerance = 1e-3

/** The number of examples; a `usage` error unless every row is a distribution, with a label that it has a class for. */
export function expectDistributions(
  of: string,
  probabilities: HostMatrix,
  labels: ArrayLike<number>,
): number {
  const { values, columns } = probabilities
  const rows = rowsOf(of, probabilities)
  expectSome(of, rows)
  expectLabels(of, labels, rows, columns)
  for (let i = 0; i < rows; i++) {
    let sum = 0
    let least = 0
    for (let k = 0; k < columns; k++) {
      const value = values[i * columns + k] as number
      sum += value
      least = Math.min(least, value)
    }
    if (!(Math.abs(sum - 1) <= rowTolerance && least >= 0)) {
      throw new PlanishError(
        'usage',
        `${of}: row ${i} is no distribution: it sums to ${sum}, its least value is ${least}`,
        'give probabilities: probabilitiesOf makes them of logits',
      )
    }
  }
  return rows
}
