import { PlanishError } from '../errors.ts'
import type { Key } from './key.ts'
import { uniform } from './uniform.ts'

/**
 * `size` draws that are 1 with probability `p` (one for all, or one per draw), else 0: u < p in float32.
 * Bit-equal to `jax.random.bernoulli`.
 *
 * @throws PlanishError `usage` when a probability isn't in [0, 1], or there are not `size` of them
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.bernoulli(random.key(0), 0.3, 4) // Uint8Array of 4
 * ```
 */
export function bernoulli(key: Key, p: number | ArrayLike<number>, size: number): Uint8Array<ArrayBuffer> {
  const isShared = typeof p === 'number'
  if (!isShared && p.length !== size) {
    throw new PlanishError('usage', `${size} Bernoulli draws were given ${p.length} probabilities`)
  }
  const draws = uniform(key, size)
  const outcomes = new Uint8Array(size)
  for (let i = 0; i < size; i++) {
    const probability = isShared ? p : (p[i] as number)
    if (!(probability >= 0 && probability <= 1)) {
      throw new PlanishError('usage', `a probability is in [0, 1], not ${probability}`)
    }
    outcomes[i] = (draws[i] as number) < Math.fround(probability) ? 1 : 0
  }
  return outcomes
}
