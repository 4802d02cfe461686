import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape } from '@tensorflow/tfjs-core'
import { fusedProducts } from '../fused/fusedKernels.ts'
import type { Windows } from '../gradients/convolution.ts'
import { windowNumbers } from './windowNumbers.ts'

/**
 * A convolution's gradient in its filter for the whole batch, by the native binding's own kernel; nothing where the
 * current backend has none.
 */
export function ownFilterGradient(x: Tensor, dy: Tensor, windows: Windows): Tensor | undefined {
  const attributes = { windows: windowNumbers(windows), groups: 1 }
  const result = fusedProducts()?.('Planish1ConvolveFilterGrads', [x, dy], 1, attributes)[0]
  return result && reshape(result, result.shape.slice(1))
}
