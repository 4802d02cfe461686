import { type Key, random } from '@planish/core'
import { largestRemainder } from '../batching/largestRemainder.ts'
import type { Counting } from './replacements.ts'
import { uniform53 } from './uniform53.ts'

/** The class at which the probabilities, summed in order, exceed u in [0, 1); never one of probability 0. */
export function classAt(probabilities: ArrayLike<number>, u: number): number {
  let last = 0
  let sum = 0
  for (let j = 0; j < probabilities.length; j++) {
    const p = probabilities[j] as number
    if (p <= 0) continue
    last = j
    sum += p
    if (u < sum) return j
  }
  return last // the sum was rounded to below 1
}

/** Whole numbers that sum to `total`, each within one of its share of it. */
function wholeShares(total: number, probabilities: readonly number[]): number[] {
  const sum = probabilities.reduce((a, b) => a + b, 0) // 1, but for the last digits that a file may lack
  return largestRemainder(
    probabilities.map(p => (p / sum) * total),
    total,
  )
}

function drawExactly(labels: Int32Array, matrix: readonly (readonly number[])[], key: Key): Int32Array {
  const noisy = labels.slice()
  const members = matrix.map(() => [] as number[])
  for (const [index, label] of labels.entries()) members[label]?.push(index)
  for (const [label, indices] of members.entries()) {
    const order = random.permutation(random.foldIn(key, label), indices.length)
    let next = 0
    for (const [to, count] of wholeShares(indices.length, matrix[label] as readonly number[]).entries()) {
      for (let end = next + count; next < end; next++) noisy[indices[order[next] as number] as number] = to
    }
  }
  return noisy
}

/**
 * Labels drawn from the rows of a transition matrix: each independently of the others, or of the n_i of class i as
 * exactly as whole numbers can, n_i T[i][j] within one.
 */
export function drawRows(
  labels: Int32Array,
  matrix: readonly (readonly number[])[],
  count: Counting,
  key: Key,
): Int32Array {
  if (count === 'exact') return drawExactly(labels, matrix, key)
  const draws = uniform53(key, labels.length)
  return labels.map((label, index) => classAt(matrix[label] as readonly number[], draws[index] as number))
}
