import { PlanishError, random } from '@planish/core'
import type { AffineParams, ConvParams, DenseParams, Model } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { drawConv, drawDense, freshAffine } from './draw.ts'
import { dropoutSites } from './dropoutSites.ts'
import { asImages, type ImageShape, imageShape } from './images.ts'
import { drawTransformerBlock, type TransformerBlockParams, transformerBlock } from './transformerBlock.ts'
import { type VitSize, vitVariants } from './vitVariants.ts'

/** Options of {@link vit}. */
export interface VitOptions {
  /** Shape of one image: [height, width, channels], height and width multiples of the patch size. */
  readonly inputShape: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** Sets `dim`, `depth` and `heads` where they are left out. Default `ti`. */
  readonly variant?: VitSize
  /** Length of a token, a multiple of `heads`. */
  readonly dim?: number
  /** Number of blocks. */
  readonly depth?: number
  /** Heads of each block's attention. */
  readonly heads?: number
  /** Width of each block's hidden layer; default 4·dim. */
  readonly mlpDim?: number
  /** Height and width of a patch, in pixels. Default 4, for small images. */
  readonly patchSize?: number
  /**
   * Share of the embedded tokens, of each attention's and perceptron's outputs and of the perceptrons' hidden values
   * that training drops; default 0, as DeiT.
   */
  readonly dropout?: number
}

/** Parameters of {@link vit}. */
export type VitParams = {
  readonly patches: ConvParams
  readonly token: Tensor
  readonly positions: Tensor
  readonly blocks: readonly TransformerBlockParams[]
  readonly norm: AffineParams
  readonly head: DenseParams
}

/** Standard deviation of the positional embedding at the start, as in Flax's and the authors' code. */
const positionDeviation = Math.fround(0.02)

function patchCount([height, width]: ImageShape, patchSize: number): number {
  if (height % patchSize === 0 && width % patchSize === 0) return (height * width) / patchSize ** 2
  throw new PlanishError(
    'usage',
    `images of ${height}x${width} can't be cut into patches of ${patchSize}x${patchSize}`,
    'take a patchSize that divides height and width',
  )
}

function expectHeads(dim: number, heads: number): void {
  if (dim % heads === 0) return
  throw new PlanishError(
    'usage',
    `tokens of length ${dim} can't be split among ${heads} heads`,
    'take a dim that is a multiple of heads',
  )
}

/**
 * A vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929): patches embedded by a convolution whose stride
 * is its size, row by row; a class token before them; a learned positional embedding; pre-norm blocks of
 * self-attention and a two-layer perceptron with the exact GELU; LayerNorm (ε 1e-6) and a dense head on the class
 * token.
 *
 * Parameters, T the number of patches: `patches.kernel` [p, p, channels, dim], `patches.bias`; `token` [dim];
 * `positions` [1 + T, dim]; `blocks.B.norm1.scale`, …; `blocks.B.attention.qkv.kernel` [dim, 3·dim],
 * `blocks.B.attention.out.kernel` [dim, dim], with biases; `blocks.B.mlp.expand.kernel` [dim, mlpDim],
 * `blocks.B.mlp.contract.kernel` [mlpDim, dim], with biases; `norm.scale`, `norm.bias`; `head.kernel`, `head.bias`.
 *
 * They start as in the authors' code (google-research/vision_transformer): `xavierUniform` in the blocks (queries,
 * keys and values each by themselves), `lecunNormal` for the patches, a normal distribution of deviation 0.02 for
 * the positions, a token of zeros. Ours: the head starts with `lecunNormal`, Flax's default, not with zeros, which
 * would keep the first gradient from all other parameters; all biases are zero.
 *
 * @throws PlanishError `usage` if the inputs are no images, or sizes don't divide
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { vit } from '@planish/models'
 *
 * const model = vit({ inputShape: [28, 28, 1], classes: 10, dim: 32, depth: 2, heads: 2 })
 * model.init(random.key(0)).positions.shape // [50, 32]
 * ```
 */
export function vit({
  inputShape,
  classes,
  variant = 'ti',
  dim = vitVariants[variant].dim,
  depth = vitVariants[variant].depth,
  heads = vitVariants[variant].heads,
  mlpDim = 4 * dim,
  patchSize = 4,
  dropout = 0,
}: VitOptions): Model<VitParams> {
  const shape = imageShape('a vit', inputShape)
  const patches = patchCount(shape, patchSize)
  expectHeads(dim, heads)
  return {
    init: key => {
      const blocksKey = random.foldIn(key, 2)
      const positions = random.normal(random.foldIn(key, 1), (1 + patches) * dim)
      return {
        patches: drawConv(random.foldIn(key, 0), {
          size: patchSize,
          inputs: shape[2],
          outputs: dim,
          bias: true,
          init: 'lecunNormal',
        }),
        token: tf.zeros([dim]),
        positions: tf.tensor(
          positions.map(draw => positionDeviation * draw),
          [1 + patches, dim],
        ),
        blocks: Array.from({ length: depth }, (_, block) =>
          drawTransformerBlock(random.foldIn(blocksKey, block), dim, mlpDim),
        ),
        norm: freshAffine(dim),
        head: drawDense(random.foldIn(key, 3), {
          inputs: dim,
          outputs: classes,
          bias: true,
          init: 'lecunNormal',
        }),
      }
    },
    apply: layers => (params, inputs, draws) => {
      const dropoutAt = dropoutSites(dropout, draws)
      const block = transformerBlock(layers, heads, dropoutAt)
      const embedded = layers.conv(asImages(inputs, shape), params.patches, {
        strides: patchSize,
        padding: 'valid',
      })
      const tokens = layers.classToken(tf.reshape(embedded, [-1, patches, dim]), params.token)
      const blocks = params.blocks.reduce(
        (x, own, index) => block(x, own, 1 + 3 * index),
        dropoutAt(0)(layers.bias(tokens, params.positions)),
      )
      // The other tokens play no part from here on.
      const token = tf.reshape(tf.slice(blocks, [0, 0, 0], [-1, 1, -1]), [-1, dim])
      return layers.dense(layers.layerNorm(token, params.norm), params.head)
    },
  }
}
