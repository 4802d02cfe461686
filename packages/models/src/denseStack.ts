import type { Key } from '@planish/core'
import { random } from '@planish/core'
import type { DenseParams, Model } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { type Activation, activations } from './activations.ts'
import { dropoutSites } from './dropoutSites.ts'
import { type KernelInit, kernelInits } from './kernelInit.ts'

/** Parameters of a stack of dense layers, the last of which is the head. */
export type DenseStackParams = { readonly layers: readonly DenseParams[] }

/** What the dense models are made of. */
export interface DenseStack {
  /** Shape of one input, flattened by the model: `[28, 28, 1]`, `[784]`. */
  readonly inputShape: readonly number[]
  /** Widths of the hidden layers, none for a linear model. */
  readonly hidden: readonly number[]
  /** Number of logits. */
  readonly classes: number
  readonly activation: Activation
  /** Whether the layers have biases, which start at zero. */
  readonly bias: boolean
  readonly init: KernelInit
  /** Share of each hidden layer's outputs, after the activation, that training drops. */
  readonly dropout: number
}

/** Dense layers with an activation between them, each drawn with a key of its own. */
export function denseStack({
  inputShape,
  hidden,
  classes,
  activation,
  bias,
  init,
  dropout,
}: DenseStack): Model<DenseStackParams> {
  const inputs = inputShape.reduce((product, size) => product * size, 1)
  const widths = [inputs, ...hidden, classes]
  const activate = activations[activation]
  const layer = (key: Key, index: number): DenseParams => {
    const [fanIn, width] = widths.slice(index, index + 2) as [number, number]
    const kernel = tf.tensor(kernelInits[init](key, fanIn, fanIn * width), [fanIn, width])
    return bias ? { kernel, bias: tf.zeros([width]) } : { kernel }
  }
  return {
    init: key => ({ layers: random.split(key, widths.length - 1).map(layer) }),
    apply: layers => (params, x, draws) => {
      const dropoutAt = dropoutSites(dropout, draws)
      return params.layers.reduce(
        (h, dense, index) => layers.dense(index === 0 ? h : dropoutAt(index)(activate(h)), dense),
        x.rank === 2 ? x : tf.reshape(x, [-1, inputs]),
      )
    },
  }
}
