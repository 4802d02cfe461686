import { type Key, random } from '@planish/core'
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

/**
 * Whole numbers that sum to `total`, each within one of its share of it, and equal to it in the mean over the keys:
 * what the shares have beyond whole numbers is given by systematic sampling (Madow 1949), in a random order of classes.
 */
function wholeShares(total: number, probabilities: readonly number[], key: Key): number[] {
  const [forOrder, forMark] = random.split(key) as [Key, Key]
  const sum = probabilities.reduce((a, b) => a + b, 0) // 1, but for the last digits that a file may lack
  const quotas = probabilities.map(p => (p / sum) * total)
  const shares = quotas.map(Math.floor)
  let missing = total - shares.reduce((a, b) => a + b, 0)
  let mark = uniform53(forMark, 1)[0] as number
  let passed = 0
  let last = 0
  for (const at of random.permutation(forOrder, quotas.length)) {
    const beyond = (quotas[at] as number) - Math.floor(quotas[at] as number)
    if (beyond === 0) continue
    passed += beyond
    last = at
    if (mark >= passed || missing === 0) continue
    shares[at] = (shares[at] as number) + 1
    mark += 1
    missing -= 1
  }
  // Sums of fractions are rounded: the last mark may lie a little beyond them.
  shares[last] = (shares[last] as number) + missing
  return shares
}

function drawExactly(labels: Int32Array, matrix: readonly (readonly number[])[], key: Key): Int32Array {
  const noisy = labels.slice()
  const members = matrix.map(() => [] as number[])
  for (const [index, label] of labels.entries()) members[label]?.push(index)
  for (const [label, indices] of members.entries()) {
    const [forOrder, forShares] = random.split(random.foldIn(key, label)) as [Key, Key]
    const order = random.permutation(forOrder, indices.length)
    const shares = wholeShares(indices.length, matrix[label] as readonly number[], forShares)
    let next = 0
    for (const [to, count] of shares.entries()) {
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
