import { type Key, PlanishError, random } from '@planish/core'
import { type Dataset, size, valuesPerExample } from './dataset.ts'
import { isNoisy } from './noise/noisyDataset.ts'
import { realise } from './noise/realised.ts'

/** What `subset` and its like keep of a data set: a noisy one stays noisy, with its book-keeping recounted. */
function select<D extends Dataset>(dataset: D, indices: Int32Array): D {
  const width = valuesPerExample(dataset.inputShape)
  const { length } = indices
  const inputs =
    dataset.inputs instanceof Uint8Array ? new Uint8Array(length * width) : new Float32Array(length * width)
  for (const [position, index] of indices.entries()) {
    inputs.set(dataset.inputs.subarray(index * width, (index + 1) * width), position * width)
  }
  const labels = indices.map(index => dataset.labels[index] as number)
  if (!isNoisy(dataset)) return { ...dataset, inputs, labels }
  const cleanLabels = indices.map(index => dataset.cleanLabels[index] as number)
  return { ...dataset, inputs, labels, cleanLabels, ...realise(cleanLabels, labels, dataset.classes) }
}

const countUpTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, index) => index)

function tooMany(dataset: Dataset, asked: number): PlanishError {
  return new PlanishError('usage', `${asked} examples of "${dataset.name}", which has ${size(dataset)}`)
}

/** How many examples `at` asks for: a fraction in (0, 1) is rounded to whole examples, all else is a count. */
export function countAt(dataset: Dataset, at: number): number {
  const n = size(dataset)
  const count = at > 0 && at < 1 ? Math.round(at * n) : at
  if (!Number.isInteger(count) || count < 0 || count > n) throw tooMany(dataset, at)
  return count
}

/**
 * The first n examples.
 *
 * @throws PlanishError `usage` unless n is a whole number from 0 to the data set's size
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy, size, take } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * size(take(10)(toy)) // 10
 * ```
 */
export const take =
  (n: number) =>
  <D extends Dataset>(dataset: D): D => {
    if (!Number.isInteger(n) || n < 0 || n > size(dataset)) throw tooMany(dataset, n)
    return select(dataset, countUpTo(n))
  }

/**
 * The examples at these indices, in this order; an index may come more than once.
 *
 * @throws PlanishError `usage` when an index is out of range
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy, size, subset } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * size(subset([3, 1])(toy)) // 2
 * ```
 */
export const subset =
  (indices: Int32Array | readonly number[]) =>
  <D extends Dataset>(dataset: D): D => {
    for (const index of indices) {
      if (!Number.isInteger(index) || index < 0 || index >= size(dataset)) {
        throw new PlanishError(
          'usage',
          `"${dataset.name}" of ${size(dataset)} examples has no example ${index}`,
        )
      }
    }
    return select(dataset, Int32Array.from(indices))
  }

/**
 * All examples in an order drawn from the key.
 *
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy, shuffle } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * shuffle(random.key(1))(toy)
 * ```
 */
export const shuffle =
  (key: Key) =>
  <D extends Dataset>(dataset: D): D =>
    select(dataset, random.permutation(key, size(dataset)))

/**
 * Two disjoint parts that make up the whole, drawn at random, each in the order of the data set: what is trained
 * on and (noisy, where the data set is) what is validated on.
 *
 * `at` is the size of the first part: a fraction when in (0, 1), rounded to whole examples, a count otherwise.
 *
 * @throws PlanishError `usage` when `at` is neither
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { gaussianToy, size, splitAt } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 100, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * splitAt(0.9, random.key(1))(toy).map(size) // [90, 10]
 * ```
 */
export const splitAt =
  (at: number, key: Key) =>
  <D extends Dataset>(dataset: D): readonly [D, D] => {
    const count = countAt(dataset, at)
    const order = random.permutation(key, size(dataset))
    return [select(dataset, order.slice(0, count).sort()), select(dataset, order.slice(count).sort())]
  }
