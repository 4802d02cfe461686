import { logGamma } from './gamma.ts'
import type { Key } from './key.ts'
import { split } from './key.ts'

/**
 * `size` float32 draws of the beta distribution, density x^(a−1) (1−x)^(b−1) / B(a, b) on [0, 1]: X / (X + Y) of
 * {@link gamma} draws X and Y, from their logarithms, so that small a and b do no harm; a draw may round to 0 or 1.
 *
 * @throws PlanishError `usage` unless a and b are finite numbers above 0
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.beta(random.key(0), 0.2, 0.2, 4) // Float32Array of 4, most of them near 0 or 1
 * ```
 */
export function beta(key: Key, a: number, b: number, size: number): Float32Array<ArrayBuffer> {
  const [forX, forY] = split(key)
  const x = logGamma(forX, a, size)
  const y = logGamma(forY, b, size)
  return Float32Array.from(x, (log, i) => 1 / (1 + Math.exp((y[i] as number) - log)))
}
