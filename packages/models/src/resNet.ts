import { random } from '@planish/core'
import type { DenseParams, Model } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { drawConv, drawDense, freshAffine } from './draw.ts'
import { asImages, imageShape } from './images.ts'
import type { KernelInit } from './kernelInit.ts'
import { type Norm, normalise } from './norm.ts'
import { globalAverage, maxPool3 } from './pooling.ts'
import {
  type BlockShape,
  type ConvNormParams,
  drawBlock,
  type ResidualBlockParams,
  residualBlock,
} from './residualBlock.ts'
import { type ResNetDepth, type ResNetVariant, resNetVariants, type Shortcut } from './resNetVariants.ts'

/**
 * What comes before the first stage: `cifar`, a 3×3 convolution of stride 1 with one pixel of zeros on every side
 * (also ours for the 64×64 images of Tiny-ImageNet); `imagenet`, a 7×7 convolution of stride 2 with three, and,
 * after norm and ReLU, 3×3 max-pooling of stride 2 with one.
 */
export type Stem = 'cifar' | 'imagenet'

/** Options of the residual networks of one depth. */
export interface ResNetOptions {
  /** Shape of one image: [height, width, channels]. */
  readonly inputShape: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** Channels of the first stage, twice as many in each further one; default the published 64 or 16. */
  readonly width?: number
  /** Default `layer`, as the paper. */
  readonly norm?: Norm
  /** Groups of GroupNorm, or fewer: the largest divisor of the channels up to this. Default 32 (Wu & He 2018). */
  readonly groups?: number
  /** Default `cifar`, as the paper. */
  readonly stem?: Stem
  /** Default `projection` for 18 and 34 layers, `pad` for 20 and 32, as published. */
  readonly shortcut?: Shortcut
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
}

/** Parameters of a residual network: `stages` holds a list of blocks for each stage. */
export type ResNetParams = {
  readonly stem: ConvNormParams
  readonly stages: readonly (readonly ResidualBlockParams[])[]
  readonly head: DenseParams
}

/** The first block of every stage but the first halves height and width. */
const strideOf = (stage: number, index: number): 1 | 2 => (stage > 0 && index === 0 ? 2 : 1)

/** The blocks of each stage. */
const stagesOf = ({ blocks }: ResNetVariant, width: number): BlockShape[][] =>
  blocks.map((count, stage) => {
    const outputs = width * 2 ** stage
    return Array.from({ length: count }, (_, index): BlockShape => {
      const stride = strideOf(stage, index)
      return { inputs: outputs / stride, outputs, stride }
    })
  })

/**
 * A residual network of basic blocks (He, Zhang, Ren & Sun 2016, arXiv 1512.03385), with LayerNorm or GroupNorm
 * in the place of BatchNorm: stem; stages of blocks, each stage but the first halving height and width and
 * doubling the channels; the mean over all positions; a dense head.
 *
 * Convolutions have no bias, and one pixel of zeros on every side (three in the 7×7 stem, none where 1×1), as
 * published. For strides of 2 on even sizes that is not TensorFlow's `same`, which pads behind only.
 *
 * Parameters: `stem.conv.kernel`, `stem.norm.scale`, `stem.norm.bias`; `stages.S.B.conv1.kernel`,
 * `stages.S.B.norm1.scale`, … `norm2.bias`, with `stages.S.B.shortcut.conv.kernel`, `….shortcut.norm.scale`, …
 * where there is a projection; `head.kernel`, `head.bias`.
 *
 * @throws PlanishError `usage` if the inputs are no images
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { resNet } from '@planish/models'
 *
 * const model = resNet({ depth: 20, inputShape: [32, 32, 3], classes: 10 })
 * model.init(random.key(0)).stages.length // 3
 * ```
 */
export function resNet({
  depth,
  inputShape,
  classes,
  width = resNetVariants[depth].width,
  norm = 'layer',
  groups = 32,
  stem = 'cifar',
  shortcut = resNetVariants[depth].shortcut,
  init = 'lecunNormal',
}: ResNetOptions & { readonly depth: ResNetDepth }): Model<ResNetParams> {
  const shape = imageShape(`a resnet${depth}`, inputShape)
  const stages = stagesOf(resNetVariants[depth], width)
  const features = width * 2 ** (stages.length - 1)
  const stemShape = { size: stem === 'cifar' ? 3 : 7, inputs: shape[2], outputs: width, bias: false, init }
  const stemOptions = stem === 'cifar' ? { padding: 1 } : { strides: 2, padding: 3 }
  return {
    init: key => {
      const stagesKey = random.foldIn(key, 1)
      return {
        stem: { conv: drawConv(random.foldIn(key, 0), stemShape), norm: freshAffine(width) },
        stages: stages.map((blocks, stage) => {
          const stageKey = random.foldIn(stagesKey, stage)
          return blocks.map((block, index) =>
            drawBlock(random.foldIn(stageKey, index), block, shortcut, init),
          )
        }),
        head: drawDense(random.foldIn(key, 2), { inputs: features, outputs: classes, bias: true, init }),
      }
    },
    apply: layers => {
      const normalised = normalise(layers, { norm, groups })
      const block = residualBlock(layers, { norm, groups })
      return (params, inputs) => {
        const opened = layers.conv(asImages(inputs, shape), params.stem.conv, stemOptions)
        const activated = tf.relu(normalised(opened, params.stem.norm))
        const maps = params.stages.reduce(
          (x, blocks, stage) => blocks.reduce((x, own, index) => block(x, own, strideOf(stage, index)), x),
          stem === 'cifar' ? activated : maxPool3(activated),
        )
        return layers.dense(globalAverage(maps), params.head)
      }
    },
  }
}

const ofDepth =
  (depth: ResNetDepth) =>
  (options: ResNetOptions): Model<ResNetParams> =>
    resNet({ ...options, depth })

/** {@link resNet} of 18 layers, stages of 2, 2, 2 and 2 blocks and 64, 128, 256 and 512 channels. */
export const resNet18 = ofDepth(18)

/** {@link resNet} of 34 layers, stages of 3, 4, 6 and 3 blocks and 64, 128, 256 and 512 channels. */
export const resNet34 = ofDepth(34)

/** {@link resNet} of 20 layers for small images, stages of 3 blocks and 16, 32 and 64 channels. */
export const resNet20 = ofDepth(20)

/** {@link resNet} of 32 layers for small images, stages of 5 blocks and 16, 32 and 64 channels. */
export const resNet32 = ofDepth(32)
