import type { Layers, Model } from '@planish/grad'
import * as tf from '@tensorflow/tfjs'

/** The trainable weights of a LayersModel, in its own order. */
export type Weights = readonly tf.Tensor[]

/** An object's method, and what stands in for it for a while. */
type Replacement = readonly [owner: object, method: string, value: unknown]

function replacing<A>(replacements: readonly Replacement[], f: () => A): A {
  for (const [owner, method, value] of replacements) {
    Object.defineProperty(owner, method, { value, configurable: true })
  }
  try {
    return f()
  } finally {
    for (const [owner, method] of replacements) Reflect.deleteProperty(owner, method) // the class's own shows again
  }
}

const activations: Readonly<Record<string, (z: tf.Tensor) => tf.Tensor>> = {
  linear: z => z,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
}

/** What a Dense layer does, through `layers`: then the gradient of each example needs not be formed. */
function denseThrough(layers: Layers, layer: tf.layers.Layer): Replacement[] {
  const activation = activations[String(layer.getConfig().activation)]
  if (layer.getClassName() !== 'Dense' || activation === undefined) return []
  const call = (given: tf.Tensor | tf.Tensor[]): tf.Tensor => {
    const [x] = [given].flat()
    const [kernel, bias] = layer.weights.map(weight => weight.read())
    if (x === undefined || kernel === undefined) throw new Error(`${layer.name} has no input or no kernel`)
    return activation(layers.dense(x, bias === undefined ? { kernel } : { kernel, bias }))
  }
  return [[layer, 'call', call]]
}

/**
 * A LayersModel as a model of Planish's: a pure function of its trainable weights.
 *
 * While it runs, each weight reads as the parameter that stands for it, and Dense layers compute through `layers`.
 * Layers of other kinds compute as they always do, which is right for any rule, but makes 1-SAM and m-SAM run one
 * group after the other (`path` is `loop`). The last layer must give logits, and no layer may change its own
 * weights, as BatchNorm does.
 */
export const fromLayersModel = (network: tf.LayersModel): Model<Weights> => {
  const weights = network.trainableWeights
  return {
    init: () => weights.map(weight => tf.clone(weight.read())),
    apply: layers => (params, inputs) =>
      replacing(
        [
          ...weights.map((weight, index): Replacement => [weight, 'read', () => params[index]]),
          ...network.layers.flatMap(layer => denseThrough(layers, layer)),
        ],
        // Not for the sake of dropout: without it tfjs frees each layer's output before the backward pass.
        () => network.apply(inputs, { training: true }) as tf.Tensor,
      ),
  }
}

/** Writes trained parameters back into the network they came from. */
export function writeTo(network: tf.LayersModel, params: Weights): void {
  for (const [index, weight] of network.trainableWeights.entries()) {
    const value = params[index]
    if (value !== undefined) weight.write(value)
  }
}
