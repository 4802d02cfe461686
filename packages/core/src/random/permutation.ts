import { PlanishError } from '../errors.ts'
import { bits } from './bits.ts'
import type { Key } from './key.ts'
import { split } from './key.ts'

/** Sorts of random 32-bit keys until ties that never broke are improbable: ⌈3 · ln n / ln(2³² − 1)⌉. */
const rounds = (n: number): number => Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))

/** A stable counting sort of `values` by 16 bits of their keys. */
function sortByDigit(
  keys: Uint32Array<ArrayBuffer>,
  values: Int32Array<ArrayBuffer>,
  shift: number,
): readonly [Uint32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
  const next = new Uint32Array(2 ** 16 + 1)
  for (const key of keys) {
    const digit = (key >>> shift) & 0xffff
    next[digit + 1] = (next[digit + 1] as number) + 1
  }
  for (let digit = 1; digit <= 2 ** 16; digit++) {
    next[digit] = (next[digit] as number) + (next[digit - 1] as number)
  }
  const sortedKeys = new Uint32Array(keys.length)
  const sortedValues = new Int32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number
    const digit = (key >>> shift) & 0xffff
    const place = next[digit] as number
    next[digit] = place + 1
    sortedKeys[place] = key
    sortedValues[place] = values[i] as number
  }
  return [sortedKeys, sortedValues]
}

/**
 * A random order of 0 … n − 1: they are sorted by random 32-bit keys, stably, as often as makes ties harmless.
 * Bit-equal to `jax.random.permutation`.
 *
 * @throws PlanishError `usage` when `n` isn't an integer from 0 to 2³¹ − 1
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.permutation(random.key(0), 60_000) // Int32Array of 60,000
 * ```
 */
export function permutation(key: Key, n: number): Int32Array<ArrayBuffer> {
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 31) {
    throw new PlanishError('usage', `a permutation is of 0 to 2^31 - 1 elements, not ${n}`)
  }
  let order = Int32Array.from({ length: n }, (_, i) => i)
  let current = key
  for (let round = 0; round < rounds(n); round++) {
    const [next, subkey] = split(current)
    current = next
    const [halfSorted, halfOrdered] = sortByDigit(bits(subkey, n), order, 0)
    order = sortByDigit(halfSorted, halfOrdered, 16)[1]
  }
  return order
}
