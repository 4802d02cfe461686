import { PlanishError } from '@planish/core'

/** How far {@link prefetch} looks ahead. */
export interface PrefetchOptions<T> {
  /** How many loaded items may wait, those that are being loaded included; 2 unless given. */
  readonly ahead?: number
  /** What to do with an item that was loaded but is not wanted any more: to free its tensors, say. */
  readonly release?: (item: T) => void
}

/** Where the items to load come from. */
type Items<A> = Iterable<A> | AsyncIterable<A>

function iteratorOf<A>(source: Items<A>): Iterator<A> | AsyncIterator<A> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
}

/** An item on its way, or the end. */
type Loading<T> = Promise<IteratorResult<T, undefined>>

/** What one walk has in hand. */
class Walk<A, T> {
  readonly #from: Iterator<A> | AsyncIterator<A>
  readonly #load: (item: A) => T | Promise<T>
  readonly #waiting: Loading<T>[] = []
  /** The last that was asked of the source, which is asked for one thing at a time. */
  #asked: Promise<unknown> = Promise.resolve()
  #exhausted = false

  constructor(source: Items<A>, load: (item: A) => T | Promise<T>) {
    this.#from = iteratorOf(source)
    this.#load = load
  }

  async #next(before: Promise<unknown>): Promise<IteratorResult<A, undefined>> {
    await before
    if (this.#exhausted) return { done: true, value: undefined }
    try {
      const { done, value } = await this.#from.next()
      if (done !== true) return { done: false, value }
      this.#exhausted = true
      return { done: true, value: undefined }
    } catch (thrown) {
      this.#exhausted = true
      throw thrown
    }
  }

  #begin(): Loading<T> {
    const asked = this.#next(this.#asked)
    this.#asked = asked.catch(() => {}) // whoever waits for the item hears of it
    const loading = asked.then(
      async (step): Promise<IteratorResult<T, undefined>> =>
        step.done === true ? step : { done: false, value: await this.#load(step.value) },
    )
    loading.catch(() => {}) // likewise; it may be a while until someone waits
    return loading
  }

  /** Begins to load until so many items wait. */
  fill(ahead: number): void {
    while (!this.#exhausted && this.#waiting.length < ahead) this.#waiting.push(this.#begin())
  }

  take(): Loading<T> {
    return this.#waiting.shift() ?? this.#begin()
  }

  /** Ends the walk: nothing more is asked for, and what was loaded in vain is given to `release`. */
  async end(release: (item: T) => void): Promise<void> {
    const asksNoMore = this.#exhausted
    this.#exhausted = true
    const settled = await Promise.allSettled(this.#waiting.splice(0))
    for (const outcome of settled) {
      if (outcome.status === 'fulfilled' && outcome.value.done !== true) release(outcome.value.value)
    }
    if (!asksNoMore) await this.#from.return?.()
  }
}

/**
 * Loads items ahead of who walks over them, so that a training step never waits for a file: while one item is worked
 * on, the next ones are read, decoded and put on the backend. They come in their source's order, and at most `ahead` of
 * them are loaded or being loaded at any time beyond the one handed out.
 *
 * An error, of the source or of `load`, is thrown where its item would have come, after those before it. Who leaves
 * early (`break`, an error of the loop's own) ends the source too; what was loaded in vain is given to `release`, once
 * all that was being loaded has arrived. Each walk over the result walks over the source anew.
 *
 * @throws PlanishError `usage` when `ahead` is not a whole number above 0
 * @example
 * ```ts
 * import { disposeTree, orThrow, random } from '@planish/core'
 * import { batches, batchOf, gaussianToy, prefetch, toTensors } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const epoch = batches(toy, { batchSize: 4, key: random.key(1), epoch: 0 })
 * const loaded = prefetch(epoch, async ({ indices }) => toTensors(batchOf(toy, indices)), {
 *   release: ({ inputs, labels }) => disposeTree([inputs, labels]),
 * })
 * for await (const { inputs, labels } of loaded) disposeTree([inputs, labels])
 * ```
 */
export function prefetch<A, T>(
  source: Items<A>,
  load: (item: A) => T | Promise<T>,
  { ahead = 2, release = () => {} }: PrefetchOptions<T> = {},
): AsyncIterable<T> {
  if (!Number.isInteger(ahead) || ahead < 1) {
    throw new PlanishError('usage', `how far to load ahead is a whole number above 0, not ${ahead}`)
  }
  return {
    async *[Symbol.asyncIterator]() {
      const walk = new Walk(source, load)
      try {
        walk.fill(ahead)
        for (;;) {
          const { done, value } = await walk.take()
          if (done === true) return
          walk.fill(ahead)
          yield value
        }
      } finally {
        await walk.end(release)
      }
    },
  }
}
