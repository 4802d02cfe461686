import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * The parametric operations: the only way a learnable tensor enters a network.
 *
 * A model is written once against this algebra. What a call does is the interpreter's choice: compute
 * ({@link plain}), compute and remember what the gradient of each example is made of, or compute with each
 * example (or group of examples) at weights of its own. All else that a network does (activations, pooling,
 * residual sums) is plain tfjs code between the calls.
 *
 * The first axis of every input is the batch; calls must come in the same order each time.
 */
export interface Layers {
  /**
   * s = x·kernel (+ bias) over the last axis.
   *
   * @param x shape [B, …, in]
   * @param params kernel of shape [in, out]; bias, if any, of shape [out]
   * @returns shape [B, …, out]
   */
  readonly dense: (x: Tensor, params: DenseParams) => Tensor
  /**
   * s = x + bias, broadcast over all axes but the last.
   *
   * @param x shape [B, …, n]
   * @param bias shape [n]
   */
  readonly bias: (x: Tensor, bias: Tensor) => Tensor
  /**
   * s = x∘scale (+ bias), broadcast over all axes but the last: what follows a normalisation.
   *
   * @param x shape [B, …, n]
   * @param params scale of shape [n]; bias, if any, of shape [n]
   */
  readonly affine: (x: Tensor, params: AffineParams) => Tensor
}

/** Parameters of a dense layer. */
export type DenseParams = { readonly kernel: Tensor; readonly bias?: Tensor }

/** Parameters of an affine layer. */
export type AffineParams = { readonly scale: Tensor; readonly bias?: Tensor }
