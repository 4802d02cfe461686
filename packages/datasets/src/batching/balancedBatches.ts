import { type Key, random } from '@planish/core'
import { type Dataset, size } from '../dataset.ts'
import { type CountingBy, labelsBy } from './countingBy.ts'
import { type Batch, checkWhole, inBatches, type Slice } from './order.ts'

/** What {@link balancedBatches} takes. */
export interface BalancedBatchOptions extends Slice {
  readonly key: Key
  readonly epoch: number
  /** By which labels; `given` unless told otherwise. */
  readonly by?: CountingBy
}

/** The examples of each class that has some; those of no class, which open-set noise leaves, are in none. */
function membersOf(labels: Int32Array): Int32Array[] {
  const members = new Map<number, number[]>()
  for (const [index, label] of labels.entries()) {
    if (label < 0) continue
    const others = members.get(label)
    if (others === undefined) members.set(label, [index])
    else others.push(index)
  }
  return [...members].sort(([a], [b]) => a - b).map(([, indices]) => Int32Array.from(indices))
}

/** The numbers from 0 in the order of random words: for few of them much cheaper than `random.permutation`. */
const sortedBy = (words: Uint32Array): Uint32Array =>
  words.map((_, at) => at).sort((a, b) => (words[a] as number) - (words[b] as number) || a - b)

/** Deals a class's examples in a random order, and once all are dealt in another one. */
function* deal(members: Int32Array, key: Key): Generator<number, never> {
  for (let round = 0; ; round++) {
    const words = random.bits(random.foldIn(key, round), members.length)
    for (const at of sortedBy(words)) yield members[at] as number
  }
}

function balancedOrder(labels: Int32Array, key: Key): Int32Array {
  const [forClasses, forExamples] = random.split(key)
  const decks = membersOf(labels).map((members, at) => deal(members, random.foldIn(forExamples, at)))
  const classified = labels.filter(label => label >= 0).length
  if (classified === 0) return new Int32Array()
  const turns = Math.ceil(classified / decks.length)
  const words = random.bits(forClasses, turns * decks.length)
  const order = new Int32Array(classified)
  for (let start = 0; start < order.length; start += decks.length) {
    for (const [at, deck] of sortedBy(words.subarray(start, start + decks.length)).entries()) {
      if (start + at >= order.length) break
      order[start + at] = (decks[deck] as Generator<number, never>).next().value
    }
  }
  return order
}

/**
 * The batches of one epoch in which every class that has examples comes equally often: as many examples as the data
 * set has, in turns of one example of each class, the classes of a turn in a random order. A class's examples come in a
 * random order, all of them before one comes again: those of rare classes come more than once an epoch, some of
 * frequent ones not at all. Nothing but (key, epoch, position) decides what comes.
 *
 * @throws PlanishError `usage` when the batch size, the epoch or the position is not such a whole number
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { balancedBatches, gaussianToy } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * for (const { indices } of balancedBatches(toy, { batchSize: 4, key: random.key(1), epoch: 0, dropLast: true })) {
 *   indices.map(index => toy.labels[index] as number) // two of each class
 * }
 * ```
 */
export function balancedBatches(dataset: Dataset, options: BalancedBatchOptions): Iterable<Batch> {
  const { key, epoch, by = 'given' } = options
  checkWhole('epoch', epoch)
  const order =
    size(dataset) === 0 ? new Int32Array() : balancedOrder(labelsBy(dataset, by), random.foldIn(key, epoch))
  return inBatches(order, options)
}
