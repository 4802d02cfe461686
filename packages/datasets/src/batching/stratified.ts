import { type Key, random } from '@planish/core'
import { type Dataset, size } from '../dataset.ts'
import { countLabels } from '../labels.ts'
import { countAt, subset } from '../select.ts'
import { type CountingBy, labelsBy } from './countingBy.ts'
import { largestRemainder } from './largestRemainder.ts'

/** What stratified divisions take. */
export interface Stratification {
  /** By which labels; `given` unless told otherwise. */
  readonly by?: CountingBy
}

/** Which examples go to the first part: of each class its share, drawn at random. */
function firstPart(dataset: Dataset, at: number, key: Key, by: CountingBy): Uint8Array {
  const n = size(dataset)
  const count = countAt(dataset, at)
  // Examples of no class, which open-set noise leaves, are a stratum of their own.
  const labels = labelsBy(dataset, by).map(label => (label < 0 ? dataset.classes : label))
  const counts = countLabels(labels, dataset.classes + 1)
  // Multiplied before it is divided: a quota that is whole is exactly so.
  const left = largestRemainder(
    counts.map(of => (of * count) / Math.max(1, n)),
    count,
  )
  const chosen = new Uint8Array(n)
  for (const index of random.permutation(key, n)) {
    const label = labels[index] as number
    if ((left[label] as number) === 0) continue
    left[label] = (left[label] as number) - 1
    chosen[index] = 1
  }
  return chosen
}

/**
 * Two disjoint parts that make up the whole, in which every class has its share: as {@link splitAt}, but with exact
 * counts. The first part gets ⌊n_c · at⌋ examples of class c, and those classes one more whose remainders are largest
 * (of equal ones the lower), until it has as many as asked for. Each part is in the order of the data set.
 *
 * `at` is the size of the first part: a fraction when in (0, 1), rounded to whole examples, a count otherwise. Classes
 * are counted by the labels that training sees, or with `by: 'clean'` by those from before the noise.
 *
 * @throws PlanishError `usage` when `at` is neither
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { inspect, stratifiedSplit, twoMoons } from '@planish/datasets'
 *
 * const moons = orThrow(twoMoons({ size: 100, sigma: 0.1, key: random.key(0) }))
 * const [training, validation] = stratifiedSplit(0.9, random.key(1))(moons)
 * inspect(validation).countPerClass // [5, 5]
 * training.labels.length // 90
 * ```
 */
export const stratifiedSplit =
  (at: number, key: Key, { by = 'given' }: Stratification = {}) =>
  <D extends Dataset>(dataset: D): readonly [D, D] => {
    const chosen = firstPart(dataset, at, key, by)
    const indices = Array.from(chosen, (_, index) => index)
    return [
      subset(indices.filter(index => chosen[index] === 1))(dataset),
      subset(indices.filter(index => chosen[index] === 0))(dataset),
    ]
  }

/**
 * A part of a data set in which every class has its share, such as 10 % of it: the first part of
 * {@link stratifiedSplit}; `1` is one example, and the data set's size all of it.
 *
 * @throws PlanishError `usage` when `at` is neither a fraction nor a count
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { size, stratifiedSubset, twoMoons } from '@planish/datasets'
 *
 * const moons = orThrow(twoMoons({ size: 100, sigma: 0.1, key: random.key(0) }))
 * size(stratifiedSubset(0.1, random.key(1))(moons)) // 10, five of each class
 * ```
 */
export const stratifiedSubset =
  (at: number, key: Key, { by = 'given' }: Stratification = {}) =>
  <D extends Dataset>(dataset: D): D => {
    const chosen = firstPart(dataset, at, key, by)
    return subset(Array.from(chosen, (_, index) => index).filter(index => chosen[index] === 1))(dataset)
  }
