import type { Key } from '@planish/core'
import { PlanishError, random } from '@planish/core'
import type { AffineParams, ConvParams, DenseParams, Layers, Model } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { drawConv, drawDense, freshAffine } from './draw.ts'
import { asImages, imageShape } from './images.ts'
import type { KernelInit } from './kernelInit.ts'
import { type Norm, type NormChoice, normalise } from './norm.ts'
import { averagePool2, globalAverage } from './pooling.ts'

/** Options of {@link denseNet}. */
export interface DenseNetOptions {
  /** Shape of one image: [height, width, channels], height and width at least 4. */
  readonly inputShape: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** L, the number of layers: 4 + 6n, with n bottlenecks in each of the three blocks. Default 100. */
  readonly depth?: number
  /** k, the channels that each bottleneck adds. Default 12. */
  readonly growth?: number
  /** θ, the share of channels that a transition keeps, rounded down. Default 0.5. */
  readonly compression?: number
  /** Default `layer`, as the paper's ResNet. */
  readonly norm?: Norm
  /** Groups of GroupNorm, or fewer: the largest divisor of the channels up to this. Default 32 (Wu & He 2018). */
  readonly groups?: number
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
}

/** Parameters of a bottleneck: 1×1 to 4k channels, 3×3 to k. */
export type BottleneckParams = {
  readonly norm1: AffineParams
  readonly conv1: ConvParams
  readonly norm2: AffineParams
  readonly conv2: ConvParams
}

/** Parameters of {@link denseNet}. */
export type DenseNetParams = {
  readonly stem: ConvParams
  readonly blocks: readonly (readonly BottleneckParams[])[]
  /** What lies between the blocks. */
  readonly transitions: readonly { readonly norm: AffineParams; readonly conv: ConvParams }[]
  readonly norm: AffineParams
  readonly head: DenseParams
}

const blockCount = 3

function bottlenecksOf(depth: number): number {
  const count = (depth - 4) / (2 * blockCount)
  if (Number.isInteger(count) && count > 0) return count
  throw new PlanishError('usage', `a densenet has 4 + 6n layers, not ${depth}`, 'take 10, 22, 40 or 100')
}

/** The network's passage through its layers; all convolutions follow norm and ReLU. */
function passage(layers: Layers, choice: NormChoice) {
  const norm = normalise(layers, choice)
  const activated = (x: Tensor, params: AffineParams): Tensor => tf.relu(norm(x, params))
  const bottleneck = (x: Tensor, { norm1, conv1, norm2, conv2 }: BottleneckParams): Tensor => {
    const narrow = layers.conv(activated(x, norm1), conv1)
    const added = layers.conv(activated(narrow, norm2), conv2, { padding: 1 })
    return tf.concat([x, added], -1)
  }
  return { activated, bottleneck }
}

/**
 * DenseNet-BC for small images (Huang, Liu, van der Maaten & Weinberger 2017, arXiv 1608.06993), with LayerNorm or
 * GroupNorm in the place of BatchNorm: a 3×3 convolution to 2k channels; three blocks of bottlenecks, each of which
 * adds its k channels behind its input's; between the blocks norm, ReLU, a 1×1 convolution to θ times the channels
 * and 2×2 average pooling; norm, ReLU, the mean over all positions; a dense head.
 *
 * A bottleneck is norm, ReLU, 1×1 convolution to 4k channels, norm, ReLU, 3×3 convolution to k channels.
 * Convolutions have no bias; the 3×3 ones have one pixel of zeros on every side.
 *
 * Parameters: `stem.kernel`; `blocks.S.B.norm1.scale`, …, `blocks.S.B.conv2.kernel`; `transitions.S.norm.scale`,
 * …, `transitions.S.conv.kernel`; `norm.scale`, `norm.bias`; `head.kernel`, `head.bias`.
 *
 * @throws PlanishError `usage` if the inputs are no images or the depth is not 4 + 6n
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { denseNet } from '@planish/models'
 *
 * const model = denseNet({ inputShape: [32, 32, 3], classes: 10, depth: 40 })
 * model.init(random.key(0)).blocks[0].length // 6
 * ```
 */
export function denseNet({
  inputShape,
  classes,
  depth = 100,
  growth = 12,
  compression = 0.5,
  norm = 'layer',
  groups = 32,
  init = 'lecunNormal',
}: DenseNetOptions): Model<DenseNetParams> {
  const shape = imageShape('a densenet', inputShape, 4)
  const count = bottlenecksOf(depth)
  const conv = (key: Key, size: number, inputs: number, outputs: number): ConvParams =>
    drawConv(key, { size, inputs, outputs, bias: false, init })
  const bottleneck = (key: Key, inputs: number): BottleneckParams => ({
    norm1: freshAffine(inputs),
    conv1: conv(random.foldIn(key, 0), 1, inputs, 4 * growth),
    norm2: freshAffine(4 * growth),
    conv2: conv(random.foldIn(key, 1), 3, 4 * growth, growth),
  })
  /** Channels that enter each block, and what the last one leaves. */
  const channels = [2 * growth]
  for (let block = 1; block < blockCount; block++) {
    channels.push(Math.floor(compression * ((channels.at(-1) ?? 0) + count * growth)))
  }
  const last = (channels.at(-1) ?? 0) + count * growth
  return {
    init: key => {
      const [blocksKey, transitionsKey] = [random.foldIn(key, 1), random.foldIn(key, 2)]
      return {
        stem: conv(random.foldIn(key, 0), 3, shape[2], 2 * growth),
        blocks: channels.map((inputs, block) => {
          const blockKey = random.foldIn(blocksKey, block)
          return Array.from({ length: count }, (_, i) =>
            bottleneck(random.foldIn(blockKey, i), inputs + i * growth),
          )
        }),
        transitions: channels.slice(1).map((outputs, block) => {
          const inputs = (channels[block] ?? 0) + count * growth
          return {
            norm: freshAffine(inputs),
            conv: conv(random.foldIn(transitionsKey, block), 1, inputs, outputs),
          }
        }),
        norm: freshAffine(last),
        head: drawDense(random.foldIn(key, 3), { inputs: last, outputs: classes, bias: true, init }),
      }
    },
    apply: layers => {
      const { activated, bottleneck } = passage(layers, { norm, groups })
      return (params, inputs) => {
        const opened = layers.conv(asImages(inputs, shape), params.stem, { padding: 1 })
        const maps = params.blocks.reduce((x, block, index) => {
          const grown = block.reduce(bottleneck, x)
          const transition = params.transitions[index]
          if (transition === undefined) return grown
          return averagePool2(layers.conv(activated(grown, transition.norm), transition.conv))
        }, opened)
        return layers.dense(globalAverage(activated(maps, params.norm)), params.head)
      }
    },
  }
}
