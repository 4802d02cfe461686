import { type Key, PlanishError, random } from '@planish/core'
import { type HostMatrix, rowOf, rowsOf } from '../hostMatrix.ts'
import type { ConformalScore } from './score.ts'

/** Every class's score in every row, [n, K], the randomised ones with a draw from the key for each row. */
export function classScores(
  of: string,
  score: ConformalScore,
  probabilities: HostMatrix,
  key: Key | undefined,
): HostMatrix {
  const rows = rowsOf(of, probabilities)
  if (score.randomised && key === undefined) {
    throw new PlanishError(
      'usage',
      `${of}: ${score.name} is randomised and needs a key`,
      'give one key for calibration and another for prediction, or randomised: false',
    )
  }
  const draws = score.randomised && key !== undefined ? random.uniform(key, rows) : new Float32Array(rows)
  const values = new Float64Array(rows * probabilities.columns)
  for (let i = 0; i < rows; i++) {
    values.set(score.ofClasses(rowOf(probabilities, i), draws[i] as number), i * probabilities.columns)
  }
  return { values, columns: probabilities.columns }
}
