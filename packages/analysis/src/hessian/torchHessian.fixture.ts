import type { Batch } from '@planish/grad'
import { crossEntropy } from '@planish/grad'
import { type DenseStackParams, mlp } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
import golden from './torchHessian.golden.json' with { type: 'json' }

const [inputs = 0, hidden = 0, classes = 0] = golden.widths

/** The network of the golden numbers. */
export const goldenObjective = {
  model: mlp({ inputShape: [inputs], hidden: [hidden], classes, activation: 'tanh' }),
  loss: crossEntropy,
}

/** From one vector: the leaves in the order of their sorted names. */
export function goldenTree(values: readonly number[]): DenseStackParams {
  let next = 0
  const take = (shape: number[]): tf.Tensor => {
    const size = shape.reduce((a, b) => a * b, 1)
    next += size
    return tf.tensor(values.slice(next - size, next), shape)
  }
  const layer = (fanIn: number, width: number) => ({ bias: take([width]), kernel: take([fanIn, width]) })
  return { layers: [layer(inputs, hidden), layer(hidden, classes)] }
}

/** Its examples. */
export const goldenBatch = (): { readonly inputs: tf.Tensor; readonly labels: tf.Tensor } & Batch => ({
  inputs: tf.tensor2d(golden.inputs),
  labels: tf.tensor1d(golden.labels, 'int32'),
})

export { golden }
