import type { Kind } from './protocol.ts'
import type { Widths } from './workload.ts'

/** Multiply-adds of a dense network for one example. */
interface Work {
  /** The forward pass. */
  readonly forward: number
  /** The backward pass in the activations: the first layer's input needs none. */
  readonly activations: number
  /** The weights' gradients. */
  readonly weights: number
}

function workOf(widths: Widths): Work {
  const products = widths.slice(1).map((width, index) => width * (widths[index] as number))
  const all = products.reduce((sum, product) => sum + product, 0)
  return { forward: all, activations: all - (products[0] ?? 0), weights: all }
}

/**
 * What a rule's step costs at least, in SGD steps, when only the matrix products count:
 *
 * | rule | work |
 * |---|---|
 * | SGD | F + A + W |
 * | SAM | 2 (F + A + W) |
 * | 1-, L-, J-SAM | 2 F + 2 A + W: the first backward pass needs no weights' gradients |
 *
 * Where all layers cost alike, in many layers, F = A = W, and 1-SAM's limit is 5/3. The first layer has no A,
 * which takes it below.
 */
export function limitOf(kind: Kind, widths: Widths): number {
  const { forward, activations, weights } = workOf(widths)
  const sgd = forward + activations + weights
  if (kind === 'sgd') return 1
  if (kind === 'sam') return 2
  return (2 * forward + 2 * activations + weights) / sgd
}
