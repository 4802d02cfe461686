import { countConfident } from './confidentJoint.ts'
import type { Checked } from './predictions.ts'

/** So many examples of a label are never marked. */
const kept = 1

/**
 * How many examples of label i have class j, at [i][j], with `kept` on the diagonal at least: what is added there is
 * taken evenly from the other entries of the row.
 */
function pruneCounts(checked: Checked): number[][] {
  return countConfident(checked).joint.map((row, given) => {
    const diagonal = Math.max(kept, row[given] as number)
    const added = diagonal - (row[given] as number)
    const others = Math.max(1, row.filter(count => count !== 0).length - 1)
    return row.map((count, had) =>
      had === given ? diagonal : Math.trunc(Math.max(0, count - added / others)),
    )
  })
}

/** Marks in each label's examples what `mark` chooses of them; labels with too few examples have no marks. */
function pruneLabels(
  checked: Checked,
  choose: (examples: Int32Array, given: number) => Iterable<number>,
): Uint8Array {
  const marks = new Uint8Array(checked.labels.length)
  for (let given = 0; given < checked.classes; given++) {
    const examples = Int32Array.from(checked.labels.keys()).filter(index => checked.labels[index] === given)
    if (examples.length <= kept) continue
    for (const index of choose(examples, given)) marks[index] = 1
  }
  return marks
}

/** Sorted by a number of each, the smallest first; of equal ones the earlier. */
const sortedBy = (examples: Int32Array, of: (index: number) => number): Int32Array =>
  examples.slice().sort((a, b) => of(a) - of(b) || a - b)

/** Of each label as many as are not on the joint's diagonal, those that have it least. */
export function pruneByClass(checked: Checked): Uint8Array {
  const { probabilities, classes } = checked
  const counts = pruneCounts(checked)
  return pruneLabels(checked, (examples, given) => {
    const count = examples.length - (counts[given]?.[given] as number)
    const order = sortedBy(examples, index => probabilities[index * classes + given] as number)
    return order.subarray(0, Math.max(0, count))
  })
}

/** Of each label i and class j as many as the joint has, those of the largest p_j − p_i. */
export function pruneByNoiseRate(checked: Checked): Uint8Array {
  const { probabilities, classes } = checked
  const counts = pruneCounts(checked)
  const margin = (index: number, had: number, given: number): number =>
    (probabilities[index * classes + had] as number) - (probabilities[index * classes + given] as number)
  return pruneLabels(checked, function* (examples, given) {
    for (const [had, count] of (counts[given] as number[]).entries()) {
      if (had === given || count === 0) continue
      yield* sortedBy(examples, index => -margin(index, had, given)).subarray(0, count)
    }
  })
}
