import type { Tensor } from '@tensorflow/tfjs-core'
import { util } from '@tensorflow/tfjs-core'
import { fusedProducts } from './fused/fusedKernels.ts'

/**
 * Whether the native binding's own product is faster than oneDNN's. Processor time on one thread, oneDNN's in units of
 * the own one's, on an AVX2 processor:
 *
 * | product | |
 * |---|---|
 * | 128×784 · 784×512, 128×512 · 512×512, none transposed | 1.2, 1.6 |
 * | to or from 10 columns, batch 128 | 1.5 to 1.8 |
 * | 16 of 65×192 by its own transposed; 65×768 | 1.6; 1.5 |
 * | 16 of 65×192 by another's transposed; 65×768; 64×2304 | 1.1; 1.0; 0.9 |
 * | 1040×192 · 192×576 and its gradients | 1.0, 1.0, 0.8 |
 * | 16 of 65×65 · 65×192; 65×65 · 65×768 | 1.0; 0.7 |
 *
 * oneDNN puts the right operand into another order at each call, which weighs where the left one has few rows; and
 * does not know that a matrix times its own transposed is symmetric.
 */
function isFaster(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): boolean {
  const last = a.rank - 1
  // The same matrix, or a reshaped one, whose data the kernel knows again.
  if (transposeB && !transposeA && a.rank === 3 && util.arraysEqual(a.shape, b.shape)) {
    return (a.shape[last - 1] as number) >= 32
  }
  if (a.rank !== 2 || b.rank !== 2) return false
  const rows = a.shape[transposeA ? last : last - 1] as number
  const columns = b.shape[transposeB ? last - 1 : last] as number
  return !transposeA && !transposeB ? rows <= 256 && columns >= 4 : columns <= 16 && columns >= 4
}

/**
 * A product by the native binding's own kernel; nothing where the current backend has none, or TensorFlow's own is as
 * fast.
 *
 * @param a shape […, n, k], or […, k, n] when `transposeA`
 * @param b shape […, k, m], or […, m, k] when `transposeB`
 */
export function ownProduct(
  a: Tensor,
  b: Tensor,
  leftTurned: boolean,
  rightTurned: boolean,
): Tensor | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || !isFaster(a, b, leftTurned, rightTurned))
    return undefined
  return fusedProducts()?.('Planish1Product', [a, b], 1, { leftTurned, rightTurned })[0]
}
