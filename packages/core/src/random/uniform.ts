import { PlanishError } from '../errors.ts'
import { bits } from './bits.ts'
import type { Key } from './key.ts'

/** The interval of {@link uniform}; [0, 1) unless told otherwise. */
export interface UniformRange {
  readonly min?: number
  readonly max?: number
}

/** Draws have the 23 bits of a float32's mantissa. */
const RESOLUTION = 2 ** -23

/**
 * `size` float32 draws, uniform on [min, max): min + (max − min) · k / 2²³ with k the upper 23 of 32 random
 * bits, in float32. Bit-equal to `jax.random.uniform` (which, as here, rounds product and sum together).
 * Rounding can make a draw equal to `max` unless the interval is [0, 1).
 *
 * @throws PlanishError `usage` when the range isn't finite or min > max
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.uniform(random.key(0), 2, { min: -1, max: 1 }) // Float32Array of 2
 * ```
 */
export function uniform(
  key: Key,
  size: number,
  { min = 0, max = 1 }: UniformRange = {},
): Float32Array<ArrayBuffer> {
  const from = Math.fround(min)
  const span = Math.fround(Math.fround(max) - from)
  if (!Number.isFinite(from) || !Number.isFinite(span) || span < 0) {
    throw new PlanishError('usage', `uniform draws need finite float32 bounds, min <= max: [${min}, ${max})`)
  }
  const words = bits(key, size)
  // In place: each word is read before its draw is written over it.
  const draws = new Float32Array(words.buffer)
  const step = span * RESOLUTION
  for (let i = 0; i < size; i++) {
    const draw = Math.fround(((words[i] as number) >>> 9) * step + from)
    draws[i] = draw < from ? from : draw
  }
  return draws
}
