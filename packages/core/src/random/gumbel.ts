import type { Key } from './key.ts'
import { uniform } from './uniform.ts'

/** The smallest normal float32: keeps u off 0, where the Gumbel draw would be −∞. */
const TINY = 2 ** -126

/**
 * `size` float32 draws of the standard Gumbel distribution, −log(−log u). As `jax.random.gumbel`, up to the
 * rounding of XLA's logarithm.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 *
 * random.gumbel(random.key(0), 4) // Float32Array of 4
 * ```
 */
export function gumbel(key: Key, size: number): Float32Array<ArrayBuffer> {
  const draws = uniform(key, size, { min: TINY, max: 1 })
  for (let i = 0; i < size; i++) draws[i] = -Math.log(-Math.fround(Math.log(draws[i] as number)))
  return draws
}
