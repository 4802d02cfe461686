import { PlanishError } from '../errors.ts'
import { threefry2x32 } from './threefry.ts'

/**
 * A random key: two unsigned 32-bit words, plain data. The same key always gives the same draws, so a key is
 * used once and then split.
 */
export type Key = readonly [number, number]

const TWO_32 = 2 ** 32

const isUint32 = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < TWO_32

/** Refuses what isn't a key, before it would silently be taken modulo 2³². */
export function checkKey(key: Key): void {
  if (key.length !== 2 || !isUint32(key[0]) || !isUint32(key[1])) {
    throw new PlanishError(
      'usage',
      `a random key is two unsigned 32-bit integers, not [${key.join(', ')}]`,
      'make keys with random.key(seed), random.split or random.foldIn',
    )
  }
}

/**
 * The key of a seed, a non-negative safe integer: [⌊seed / 2³²⌋, seed mod 2³²].
 *
 * As `jax.random.key`, for seeds from 2³² on as JAX with `jax_enable_x64`; JAX without it drops the upper half
 * of a seed, so that 2³² would be the same key as 0.
 *
 * @throws PlanishError `usage` when the seed isn't a non-negative safe integer
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.key(42) // [0, 42]
 * ```
 */
export function key(seed: number): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new PlanishError('usage', `a seed is an integer from 0 to 2^53 - 1, not ${seed}`)
  }
  return [Math.floor(seed / TWO_32), seed % TWO_32]
}

/**
 * `count` new keys, independent of one another. The first `n` of them don't depend on `count`, and are those of
 * {@link foldIn} with 0 … n − 1: don't use both on one key.
 *
 * @throws PlanishError `usage` when `count` isn't a non-negative integer
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * const [forInit, forData] = random.split(random.key(0))
 * ```
 */
export function split(key: Key): [Key, Key]
export function split(key: Key, count: number): Key[]
export function split(key: Key, count = 2): Key[] {
  checkKey(key)
  if (!isUint32(count)) {
    throw new PlanishError('usage', `a key is split into a non-negative number of keys, not ${count}`)
  }
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  threefry2x32(key, 0, 0, high, low)
  return Array.from(high, (word, i): Key => [word, low[i] as number])
}

/**
 * A new key from a key and a number (an epoch, a step, the index of an example).
 *
 * @throws PlanishError `usage` when `data` isn't an unsigned 32-bit integer
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * const keyOfEpoch = (epoch: number) => random.foldIn(random.key(0), epoch)
 * ```
 */
export function foldIn(key: Key, data: number): Key {
  checkKey(key)
  if (!isUint32(data)) {
    throw new PlanishError('usage', `what is folded into a key is an integer from 0 to 2^32 - 1, not ${data}`)
  }
  const high = new Uint32Array(1)
  const low = new Uint32Array(1)
  threefry2x32(key, 0, data, high, low)
  return [high[0] as number, low[0] as number]
}
