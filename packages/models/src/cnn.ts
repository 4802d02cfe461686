import { random } from '@planish/core'
import type { ConvParams, DenseParams, Model } from '@planish/grad'
import { type Activation, activations } from './activations.ts'
import { drawConv, drawDense } from './draw.ts'
import { dropoutSites } from './dropoutSites.ts'
import { asImages, imageShape } from './images.ts'
import type { KernelInit } from './kernelInit.ts'
import { averagePool2, globalAverage } from './pooling.ts'

/** Options of {@link cnn}. */
export interface CnnOptions {
  /** Shape of one image: [height, width, channels], height and width at least 4. */
  readonly inputShape: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** Channels of the first two convolutions; the last two have twice as many. Default 32. */
  readonly width?: number
  /** After each convolution; default `relu`. */
  readonly activation?: Activation
  /** Whether the convolutions have biases; default false. The head has one always. */
  readonly bias?: boolean
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
  /** Share of the head's inputs that training drops; default 0. */
  readonly dropout?: number
}

/** Parameters of {@link cnn}: four convolutions and the head. */
export type CnnParams = { readonly convs: readonly ConvParams[]; readonly head: DenseParams }

/**
 * A small convolutional network of ours: four 3×3 convolutions of stride 1, zero-padded to keep the size, of
 * w, w, 2w and 2w channels, the activation after each; 2×2 average pooling after the second and the fourth;
 * the mean over all positions; dropout; a dense head.
 *
 * Parameters: `convs.0.kernel` [3, 3, channels, w], …, `convs.3.kernel` [3, 3, 2w, 2w], `convs.*.bias` if
 * asked for, `head.kernel` [2w, classes], `head.bias`.
 *
 * @throws PlanishError `usage` if the inputs are no images
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { cnn } from '@planish/models'
 *
 * const model = cnn({ inputShape: [28, 28, 1], classes: 10 })
 * model.init(random.key(0)).convs[3].kernel.shape // [3, 3, 64, 64]
 * ```
 */
export function cnn({
  inputShape,
  classes,
  width = 32,
  activation = 'relu',
  bias = false,
  init = 'lecunNormal',
  dropout = 0,
}: CnnOptions): Model<CnnParams> {
  const shape = imageShape('a cnn', inputShape, 4)
  const channels = [shape[2], width, width, 2 * width, 2 * width]
  const convolutions = channels.slice(1).map((outputs, i) => ({ inputs: channels[i] as number, outputs }))
  const activate = activations[activation]
  return {
    init: key => ({
      convs: convolutions.map((sizes, i) =>
        drawConv(random.foldIn(key, i), { ...sizes, size: 3, bias, init }),
      ),
      head: drawDense(random.foldIn(key, convolutions.length), {
        inputs: 2 * width,
        outputs: classes,
        bias: true,
        init,
      }),
    }),
    apply: layers => (params, inputs, draws) => {
      const maps = params.convs.reduce(
        (x, conv, i) => {
          const activated = activate(layers.conv(x, conv))
          return i % 2 === 1 ? averagePool2(activated) : activated
        },
        asImages(inputs, shape),
      )
      return layers.dense(dropoutSites(dropout, draws)(0)(globalAverage(maps)), params.head)
    },
  }
}
