import type { Model } from '@planish/grad'
import type { Activation } from './activations.ts'
import { type DenseStackParams, denseStack } from './denseStack.ts'
import type { KernelInit } from './kernelInit.ts'

/** Options of {@link mlp}. */
export interface MlpOptions {
  /** Shape of one input, flattened by the model. */
  readonly inputShape: readonly number[]
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[]
  /** Number of logits. */
  readonly classes: number
  /** Default `relu`. */
  readonly activation?: Activation
  /** Default true. */
  readonly bias?: boolean
  /** Default `lecunNormal`, as in Flax. */
  readonly init?: KernelInit
  /** Share of each hidden layer's outputs, after the activation, that training drops; default 0. */
  readonly dropout?: number
}

/**
 * A multi-layer perceptron; parameters `layers.0.kernel` [in, out], `layers.0.bias` [out], …, the last the head.
 *
 * @example
 * ```ts
 * import { random } from '@planish/core'
 * import { mlp } from '@planish/models'
 *
 * const model = mlp({ inputShape: [28, 28, 1], hidden: [512, 512], classes: 10 })
 * const params = model.init(random.key(0)) // params.layers[2].kernel.shape is [512, 10]
 * ```
 */
export const mlp = ({
  activation = 'relu',
  bias = true,
  init = 'lecunNormal',
  dropout = 0,
  ...rest
}: MlpOptions): Model<DenseStackParams> => denseStack({ ...rest, activation, bias, init, dropout })
