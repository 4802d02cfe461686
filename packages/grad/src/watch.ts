import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** What {@link watch} finds out about a forward pass while it runs. */
export interface Watcher {
  /** Looks at a layer's input, before the layer runs. */
  readonly beforeLayer: (input: Tensor) => void
  /** Passes over what the layer did, which may read parameters. */
  readonly afterLayer: () => void
  /** Looks at what was done after the last layer. */
  readonly end: () => void
  /** Whether a tensor comes from the batch through some layer. */
  readonly comesThroughLayers: (tensor: Tensor) => boolean
  /** How the model goes past what `Layers` can represent, if it does. */
  readonly bypass: () => string | undefined
}

/** Follows the batch along tfjs's tape, to find out what the vectorised pass can't represent. */
export function watch(parameters: readonly Tensor[], inputs: Tensor): Watcher {
  const parameterIds = new Set(parameters.map(({ id }) => id))
  const fromBatch = new Set([inputs.id])
  const fromLayers = new Set<number>()
  let position = tf.engine().state.activeTape?.length ?? 0
  let bypass: string | undefined
  const follow = (layer: boolean): void => {
    const tape = tf.engine().state.activeTape ?? []
    for (const node of tape.slice(position)) {
      const ids = Object.values(node.inputs).map(({ id }) => id)
      if (!layer && ids.some(id => parameterIds.has(id))) {
        bypass ??= `a parameter enters ${node.kernelName}, and not one of Layers`
      }
      for (const { id } of node.outputs) {
        if (ids.some(input => fromBatch.has(input))) fromBatch.add(id)
        if (layer || ids.some(input => fromLayers.has(input))) fromLayers.add(id)
      }
    }
    position = tape.length
  }
  return {
    beforeLayer: input => {
      follow(false)
      if (fromBatch.has(input.id) && input.shape[0] === inputs.shape[0]) return
      bypass ??= `the input of a layer, of shape [${input.shape.join(', ')}], is not the batch's, example by example`
    },
    afterLayer: () => follow(true),
    end: () => follow(false),
    comesThroughLayers: tensor => fromLayers.has(tensor.id),
    bypass: () => bypass,
  }
}
