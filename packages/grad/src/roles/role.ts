import type { Tensor } from '@tensorflow/tfjs-core'
import type { Shapes, Work } from '../costModel.ts'

/**
 * The products of a group's positions in two passes: K[p, q] = ⟨what position p reads of u′, what q read of u⟩,
 * so that the perturbation c·g adds c K(u′, u) δ to the output, without g.
 */
export interface Gram {
  /** K(u′, u), [G, P, P]; u′ of the input's shape. */
  readonly between: (at: Tensor) => Tensor
  /** Its adjoint in u′, from [G, P, P] to the input's shape; none where the input has no gradient. */
  readonly pullback?: (cotangent: Tensor) => Tensor
  /** What the two need to be kept. */
  readonly tensors: readonly Tensor[]
}

/** How a group's gradient in a parameter is held: see `costModel.ts`. */
export type Variant = 'rank one' | 'gram' | 'pixel gram' | 'formed'

/**
 * How a parameter w enters an operation's output: as A(u, w), linear in w. With u the operation's input [B, …],
 * δ its output's cotangent, and ws [G, …] weights of each group's own.
 */
export interface Role {
  readonly name: string
  /** A(u, w) (+ b). */
  readonly apply: (u: Tensor, w: Tensor, bias?: Tensor) => Tensor
  /** The adjoint in u at δ; none where u has no gradient. */
  readonly pullback?: (cotangent: Tensor, w: Tensor, u: Tensor) => Tensor
  /** The adjoint in w at δ, of w's shape: the gradient of all examples together. */
  readonly gradient: (u: Tensor, cotangent: Tensor, w: Tensor) => Tensor
  /** The same for each group by itself, [G, …shape of w]. */
  readonly groupGradients: (u: Tensor, cotangent: Tensor, w: Tensor, groups: number) => Tensor
  /** The same of w and b, where both come from one pass over u and δ: [G, …] each. */
  readonly groupGradientsWithBias?: (u: Tensor, cotangent: Tensor, groups: number) => [Tensor, Tensor]
  /** A(u, ws) (+ bs), each group at its own weights. */
  readonly applyOwn: (u: Tensor, ws: Tensor, biases?: Tensor) => Tensor
  /** The adjoint in u of that. */
  readonly pullbackOwn?: (cotangent: Tensor, ws: Tensor, u: Tensor) => Tensor
  /** The Gram matrices that the role can be held by. */
  readonly grams: { readonly [variant in Variant]?: (u: Tensor, w: Tensor, groups: number) => Gram }
  /** What one group costs. */
  readonly work: (shapes: Shapes) => RoleWork
}

/** The work of one group of examples in an operation. */
export interface RoleWork {
  /** A(u, w), and with it about what each of its two adjoints costs: multiply-adds. */
  readonly forward: number
  /** What each variant that can be used costs beyond two forward, two input and one weight gradient. */
  readonly variants: { readonly [variant in Variant]?: Work }
}
