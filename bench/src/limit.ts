import type { Kind } from './protocol.ts'
import type { Widths } from './workload.ts'

/** Multiply-adds of a dense network for one example. */
interface Work {
  /** The forward pass. */
  readonly forward: number
  /** The first layer's share of it. */
  readonly firstForward: number
  /** The backward pass in the activations: the first layer's input needs none. */
  readonly activations: number
  /** The weights' gradients. */
  readonly weights: number
}

function workOf(widths: Widths): Work {
  const products = widths.slice(1).map((width, index) => width * (widths[index] as number))
  const all = products.reduce((sum, product) => sum + product, 0)
  const first = products[0] ?? 0
  return { forward: all, firstForward: first, activations: all - first, weights: all }
}

/**
 * What a rule's step costs at least, in SGD steps, when only the matrix products count:
 *
 * | rule | work |
 * |---|---|
 * | SGD | F + A + W |
 * | SAM | 2 (F + A + W) |
 * | 1-, L-, J-SAM | 2 F − F₁ + 2 A + W |
 *
 * The first backward pass of 1-SAM needs no weights' gradients. The first layer's product, F₁, is the same at w and at
 * w + ε, whose part is added as a vector for each example (SAM's perturbed weights are formed, so it has nothing to
 * reuse). In many layers that cost alike F = A = W, F₁ counts for little and the limit is 5/3; here it is below.
 */
export function limitOf(kind: Kind, widths: Widths): number {
  const { forward, firstForward, activations, weights } = workOf(widths)
  const sgd = forward + activations + weights
  if (kind === 'sgd') return 1
  if (kind === 'sam') return 2
  return (2 * forward - firstForward + 2 * activations + weights) / sgd
}
