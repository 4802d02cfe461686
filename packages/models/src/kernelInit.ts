import type { Key } from '@planish/core'
import { random } from '@planish/core'

/** Standard deviation of a standard normal distribution truncated to (−2, 2), as float32. */
const truncatedDeviation = Math.fround(0.87962566103423978)

/** Draws of variance `gain`/fanIn from a normal distribution truncated at two standard deviations. */
const scaledNormal =
  (gain: number) =>
  (key: Key, fanIn: number, size: number): Float32Array<ArrayBuffer> => {
    const root = Math.fround(Math.sqrt(Math.fround(gain / fanIn))) // rounded where JAX rounds
    const deviation = Math.fround(root / truncatedDeviation)
    return random.truncatedNormal(key, -2, 2, size).map(draw => draw * deviation)
  }

/**
 * Weights of variance 1/fanIn: Flax's default for kernels (`jax.nn.initializers.lecun_normal`), with the same
 * draws for the same key.
 *
 * @param size number of weights
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { lecunNormal } from '@planish/models'
 *
 * lecunNormal(random.key(0), 784, 784 * 512) // Float32Array, standard deviation 1/28
 * ```
 */
export const lecunNormal = scaledNormal(1)

/**
 * Weights of variance 2/fanIn, which keeps the variance of ReLU networks (He et al. 2015), as
 * `jax.nn.initializers.he_normal` draws them.
 *
 * @param size number of weights
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { heNormal } from '@planish/models'
 *
 * heNormal(random.key(0), 784, 784 * 512) // Float32Array, standard deviation √2/28
 * ```
 */
export const heNormal = scaledNormal(2)

/**
 * Weights uniform on ±√(6/(fanIn + fanOut)), of variance 2/(fanIn + fanOut) (Glorot & Bengio 2010), as
 * `jax.nn.initializers.xavier_uniform` draws them.
 *
 * @returns fanIn · fanOut weights
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { xavierUniform } from '@planish/models'
 *
 * xavierUniform(random.key(0), 192, 192) // Float32Array, each at most 1/8
 * ```
 */
export function xavierUniform(key: Key, fanIn: number, fanOut: number): Float32Array<ArrayBuffer> {
  const variance = Math.fround(2 / (fanIn + fanOut))
  const bound = Math.fround(Math.sqrt(Math.fround(3 * variance))) // rounded where JAX rounds
  return random.uniform(key, fanIn * fanOut, { min: -1, max: 1 }).map(draw => draw * bound)
}

/** The ways in which a kernel may be drawn. */
export const kernelInits = { lecunNormal, heNormal } as const

/** Names of {@link kernelInits}. */
export type KernelInit = keyof typeof kernelInits
