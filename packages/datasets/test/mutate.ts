import { PlanishError } from '@planish/core'
import type { Either } from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'

/** Numbers in [0, below) that are the same in every run (mulberry32): a failure names the case that broke. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

type Draw = (below: number) => number
type Mutation = (bytes: Uint8Array, draw: Draw) => Uint8Array

const overwrite =
  (length: (draw: Draw) => number, byte: (draw: Draw) => number): Mutation =>
  (bytes, draw) => {
    const mutated = bytes.slice()
    const at = draw(bytes.length)
    for (let index = at; index < Math.min(bytes.length, at + length(draw)); index++)
      mutated[index] = byte(draw)
    return mutated
  }

const splice =
  (inserted: (bytes: Uint8Array, draw: Draw) => Uint8Array, removed: (draw: Draw) => number): Mutation =>
  (bytes, draw) => {
    const at = draw(bytes.length)
    const middle = inserted(bytes, draw)
    const rest = bytes.subarray(Math.min(bytes.length, at + removed(draw)))
    const mutated = new Uint8Array(at + middle.length + rest.length)
    mutated.set(bytes.subarray(0, at))
    mutated.set(middle, at)
    mutated.set(rest, at + middle.length)
    return mutated
  }

const none = new Uint8Array(0)
const pieceOf = (bytes: Uint8Array, draw: Draw): Uint8Array => {
  const from = draw(bytes.length)
  return bytes.subarray(from, from + 1 + draw(600))
}

/** What befalls files: cut off, a bit turned, other bytes, absurd counts, pieces lost, doubled or moved. */
const mutations: readonly Mutation[] = [
  (bytes, draw) => bytes.slice(0, draw(bytes.length)),
  (bytes, draw) => {
    const mutated = bytes.slice()
    const bit = draw(8 * bytes.length)
    mutated[bit >> 3] = (mutated[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return mutated
  },
  // Where most formats keep their magic numbers and sizes.
  (bytes, draw) => {
    const mutated = bytes.slice()
    const bit = draw(8 * Math.min(64, bytes.length))
    mutated[bit >> 3] = (mutated[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return mutated
  },
  overwrite(
    () => 1,
    draw => draw(256),
  ),
  overwrite(
    draw => 1 + draw(8),
    draw => draw(256),
  ),
  overwrite(
    draw => 2 ** draw(4),
    () => 0xff,
  ),
  overwrite(
    draw => 2 ** draw(4),
    () => 0,
  ),
  overwrite(
    draw => 2 ** draw(4),
    () => 0x7f,
  ),
  splice(
    () => none,
    draw => 1 + draw(600),
  ),
  splice(pieceOf, () => 0),
  splice(pieceOf, draw => 1 + draw(600)),
  (bytes, draw) => Uint8Array.of(...bytes, ...pieceOf(bytes, draw)),
]

/** `count` damaged copies of a file, some damaged two or three times; the same ones in every run. */
export function* mutated(file: Uint8Array, count: number, seed = 1): Generator<Uint8Array> {
  const draw = numbersFrom(seed)
  for (let index = 0; index < count; index++) {
    let bytes = file
    for (let times = draw(4) === 0 ? 1 + draw(3) : 1; times > 0 && bytes.length > 0; times--) {
      bytes = (mutations[draw(mutations.length)] as Mutation)(bytes, draw)
    }
    yield bytes
  }
}

/** How a reader took damaged files. */
export interface Survival {
  readonly refused: number
  readonly read: number
}

/**
 * Reads `count` damaged copies of a file: each must give a value or a PlanishError of code `format`, in less than five
 * seconds. `check` sees the values: that they are valid, and no larger than they may be.
 */
export async function survive<A>(
  file: Uint8Array,
  read: (bytes: Uint8Array) => Either<PlanishError, A> | Promise<Either<PlanishError, A>>,
  check: (value: A) => void,
  count = 2000,
): Promise<Survival> {
  let [refused, accepted, index] = [0, 0, 0]
  for (const bytes of mutated(file, count)) {
    const begun = performance.now()
    const result = await read(bytes)
    const where = `case ${index}`
    expect(performance.now() - begun, where).toBeLessThan(5000)
    if (result._tag === 'Left') {
      if (!(result.left instanceof PlanishError) || result.left.code !== 'format') {
        expect.fail(`${where}: ${result.left.code} ${result.left.stack}`)
      }
      refused++
    } else {
      check(result.right)
      accepted++
    }
    index++
  }
  return { refused, read: accepted }
}
