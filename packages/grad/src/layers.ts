import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * The parametric operations: the only way a learnable tensor enters a network.
 *
 * A model is written once against this algebra. What a call does is the interpreter's choice: compute
 * ({@link plain}), compute and remember what the gradient of each example is made of, or compute with each
 * example (or group of examples) at weights of its own. All else that a network does (activations, pooling,
 * residual sums, {@link dropout}) is plain tfjs code between the calls.
 *
 * The first axis of every input is the batch; images are channels last; calls must come in the same order each time.
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
   * s = x ∗ kernel (+ bias): a two-dimensional convolution (a cross-correlation, as everywhere in the field).
   *
   * @param x shape [B, height, width, in]
   * @param params kernel of shape [kh, kw, in, out]; bias, if any, of shape [out]
   * @returns shape [B, height′, width′, out]
   */
  readonly conv: (x: Tensor, params: ConvParams, options?: ConvOptions) => Tensor
  /**
   * The same for each channel by itself; `multiplier` outputs from each.
   *
   * @param x shape [B, height, width, in]
   * @param params kernel of shape [kh, kw, in, multiplier]; bias, if any, of shape [in · multiplier]
   * @returns shape [B, height′, width′, in · multiplier]
   */
  readonly depthwiseConv: (x: Tensor, params: ConvParams, options?: ConvOptions) => Tensor
  /**
   * s = x + bias, broadcast over the batch and over the axes that the bias has not: an [n] is one value for each
   * channel, a [T, n] a positional embedding.
   *
   * @param x shape [B, …, T, n]
   * @param bias shape of x without the batch, or without some leading axes
   */
  readonly bias: (x: Tensor, bias: Tensor) => Tensor
  /**
   * s = x∘scale (+ bias), broadcast over all axes but the last: what follows a normalisation.
   *
   * @param x shape [B, …, n]
   * @param params scale of shape [n]; bias, if any, of shape [n]
   */
  readonly affine: (x: Tensor, params: AffineParams) => Tensor
  /**
   * LayerNorm (Ba, Kiros & Hinton 2016) over the last axis, at each position by itself, then {@link affine}.
   *
   * @param x shape [B, …, n]
   */
  readonly layerNorm: (x: Tensor, params: AffineParams, options?: NormOptions) => Tensor
  /**
   * GroupNorm (Wu & He 2018): over all positions of an example and the channels of a group, then {@link affine}.
   *
   * @param x shape [B, …, n], n a multiple of the number of groups
   */
  readonly groupNorm: (x: Tensor, params: AffineParams, options: GroupNormOptions) => Tensor
  /**
   * BatchNorm (Ioffe & Szegedy 2015) with the statistics of the batch at hand, then {@link affine}. It makes every
   * example's output depend on all others, so that there is no gradient of a group: refused where m < B.
   *
   * @param x shape [B, …, n]
   * @throws PlanishError `model` where groups smaller than the batch are asked for
   */
  readonly batchNorm: (x: Tensor, params: AffineParams, options?: NormOptions) => Tensor
  /**
   * Rows of a table, one for each index: a token embedding.
   *
   * @param indices int32 of shape [B, …]
   * @param params table of shape [vocabulary, n]
   * @returns shape [B, …, n]
   */
  readonly embed: (indices: Tensor, params: EmbedParams) => Tensor
  /**
   * Puts a learned token before the others, as in BERT and ViT.
   *
   * @param x shape [B, T, n]
   * @param token shape [n]
   * @returns shape [B, 1 + T, n]
   */
  readonly classToken: (x: Tensor, token: Tensor) => Tensor
  /**
   * Multi-head scaled dot-product self-attention (Vaswani et al. 2017) with its projections:
   * softmax(q kᵀ/√(n/heads)) v for each head, the heads' results side by side and projected by `out`.
   *
   * @param x shape [B, T, n], n a multiple of the number of heads
   * @param params `qkv` from n to 3n: queries, keys, values side by side, each with its heads side by side;
   *   `out` from n to n
   */
  readonly attention: (x: Tensor, params: AttentionParams, options: AttentionOptions) => Tensor
}

/** Parameters of a dense layer. */
export type DenseParams = { readonly kernel: Tensor; readonly bias?: Tensor }

/** Parameters of a convolution. */
export type ConvParams = { readonly kernel: Tensor; readonly bias?: Tensor }

/** Parameters of an affine layer. */
export type AffineParams = { readonly scale: Tensor; readonly bias?: Tensor }

/** Parameters of an embedding. */
export type EmbedParams = { readonly table: Tensor }

/** Parameters of self-attention. */
export type AttentionParams = { readonly qkv: DenseParams; readonly out: DenseParams }

/** Geometry of a convolution; one number stands for both axes. */
export interface ConvOptions {
  /** Default 1. */
  readonly strides?: number | readonly [number, number]
  /** `same` (as TensorFlow: what can't be shared goes behind), `valid`, or zeros on every side; default `same`. */
  readonly padding?: 'same' | 'valid' | number
  /** Default 1. */
  readonly dilations?: number | readonly [number, number]
}

/** Options of a normalisation. */
export interface NormOptions {
  /** Added to the variance; default 1e-6, as Flax. */
  readonly epsilon?: number
}

/** Options of GroupNorm. */
export interface GroupNormOptions extends NormOptions {
  /** Number of groups that the channels are split into. */
  readonly groups: number
}

/** Options of self-attention. */
export interface AttentionOptions {
  readonly heads: number
}
