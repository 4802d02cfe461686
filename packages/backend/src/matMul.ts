import type { Tensor } from '@tensorflow/tfjs-core'
import { getBackend, matMul as tfMatMul, tidy, transpose } from '@tensorflow/tfjs-core'

/** Swaps the last two axes. */
function transposeLast(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis)
  const last = axes.length - 1
  return transpose(x, [...axes.slice(0, last - 1), last, last - 1])
}

/**
 * `a · b` over the last two axes, either one transposed first; as `tf.matMul`, but fast everywhere.
 *
 * tfjs's wasm kernel reads a transposed operand element by element, 15 × slower than transposing it once and
 * multiplying; the other backends have fast kernels for transposed operands.
 *
 * @param a shape […, n, k], or […, k, n] when `transposeA`
 * @param b shape […, k, m], or […, m, k] when `transposeB`
 * @returns shape […, n, m]
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { matMul } from '@planish/backend'
 *
 * matMul(tf.ones([3, 2]), tf.ones([3, 4]), true, false).shape // [2, 4]
 * ```
 */
export function matMul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  if (getBackend() !== 'wasm') return tfMatMul(a, b, transposeA, transposeB)
  return tidy(() => tfMatMul(transposeA ? transposeLast(a) : a, transposeB ? transposeLast(b) : b))
}
