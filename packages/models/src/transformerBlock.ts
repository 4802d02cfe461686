import type { Key } from '@planish/core'
import { random, tidy } from '@planish/core'
import type { AffineParams, AttentionParams, DenseParams, Layers } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { freshAffine } from './draw.ts'
import type { DropoutAt } from './dropoutSites.ts'
import { gelu } from './gelu.ts'
import { xavierUniform } from './kernelInit.ts'

/** Parameters of a pre-norm transformer block. */
export type TransformerBlockParams = {
  readonly norm1: AffineParams
  readonly attention: AttentionParams
  readonly norm2: AffineParams
  /** Two dense layers, from dim to mlpDim and back. */
  readonly mlp: { readonly expand: DenseParams; readonly contract: DenseParams }
}

/** A kernel with Xavier's variance, a bias of zeros. */
const drawXavier = (key: Key, inputs: number, outputs: number): DenseParams => ({
  kernel: tf.tensor(xavierUniform(key, inputs, outputs), [inputs, outputs]),
  bias: tf.zeros([outputs]),
})

/** Queries, keys and values side by side, each drawn as the dense layer that it is elsewhere. */
function drawQkv(key: Key, dim: number): DenseParams {
  const kernel = tidy(() =>
    tf.concat(
      [0, 1, 2].map(part => tf.tensor(xavierUniform(random.foldIn(key, part), dim, dim), [dim, dim])),
      1,
    ),
  )
  return { kernel, bias: tf.zeros([3 * dim]) }
}

/** Fresh parameters of a block. */
export const drawTransformerBlock = (key: Key, dim: number, mlpDim: number): TransformerBlockParams => ({
  norm1: freshAffine(dim),
  attention: {
    qkv: drawQkv(random.foldIn(key, 0), dim),
    out: drawXavier(random.foldIn(key, 1), dim, dim),
  },
  norm2: freshAffine(dim),
  mlp: {
    expand: drawXavier(random.foldIn(key, 2), dim, mlpDim),
    contract: drawXavier(random.foldIn(key, 3), mlpDim, dim),
  },
})

/**
 * x + attention(norm(x)), then x + mlp(norm(x)), for tokens [B, T, dim]; with dropout after the attention, the GELU
 * and the perceptron, as in the authors' code (where the attention's weights may have some too).
 *
 * @param first place of the block's first dropout; it has three
 */
export const transformerBlock =
  (layers: Layers, heads: number, dropoutAt: DropoutAt) =>
  (x: Tensor, { norm1, attention, norm2, mlp }: TransformerBlockParams, first: number): Tensor => {
    const mixed = layers.attention(layers.layerNorm(x, norm1), attention, { heads })
    const attended = tf.add(x, dropoutAt(first)(mixed))
    const expanded = dropoutAt(first + 1)(gelu(layers.dense(layers.layerNorm(attended, norm2), mlp.expand)))
    return tf.add(attended, dropoutAt(first + 2)(layers.dense(expanded, mlp.contract)))
  }
