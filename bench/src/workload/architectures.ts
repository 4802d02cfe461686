import type { Tree } from '@planish/core'
import type { Model } from '@planish/grad'
import { cnn, mlp, resNet18, vit } from '@planish/models'

/** Networks that the peers have too. */
export type Architecture = 'mlp' | 'cnn' | 'resnet18' | 'vit'

/** A model whose parameters' type only its user knows: calls the user with it. */
export type ModelUser = <R>(use: <P extends Tree>(model: Model<P>) => R) => R

const packed =
  <P extends Tree>(model: Model<P>): ModelUser =>
  use =>
    use(model)

/** What an image model is built for. */
interface ImageModelOptions {
  readonly inputShape: readonly [number, number, number]
  readonly classes: number
  readonly width: number
}

interface ImageArchitecture {
  /** Default width. */
  readonly width: number
  /** Default size of the batch. */
  readonly batchSize: number
  readonly of: (options: ImageModelOptions) => ModelUser
}

/** A ReLU multi-layer perceptron with biases, by its widths: `[784, 512, 512, 10]`. */
export const mlpOf = (widths: readonly number[]): ModelUser =>
  packed(
    mlp({ inputShape: widths.slice(0, 1), hidden: widths.slice(1, -1), classes: widths.at(-1) as number }),
  )

/** The image models: a small CNN, ResNet-18 with LayerNorm, ViT-Ti with patches of 4×4. */
export const architectures: { readonly [kind in Exclude<Architecture, 'mlp'>]: ImageArchitecture } = {
  cnn: { width: 32, batchSize: 64, of: options => packed(cnn(options)) },
  resnet18: { width: 64, batchSize: 16, of: options => packed(resNet18(options)) },
  vit: { width: 192, batchSize: 16, of: ({ width, ...shape }) => packed(vit({ ...shape, dim: width })) },
}
