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
  /**
   * Whether some parameter enters the network other than through `Layers`, or some layer's input is not the batch's,
   * example by example along its first axis.
   */
  readonly bypassed: () => boolean
}

/** Follows the batch along tfjs's tape, to find out what the vectorised pass can't represent. */
export function watch(parameters: readonly Tensor[], inputs: Tensor): Watcher {
  const parameterIds = new Set(parameters.map(({ id }) => id))
  const fromBatch = new Set([inputs.id])
  const fromLayers = new Set<number>()
  let position = tf.engine().state.activeTape?.length ?? 0
  let bypassed = false
  const follow = (layer: boolean): void => {
    const tape = tf.engine().state.activeTape ?? []
    for (const node of tape.slice(position)) {
      const ids = Object.values(node.inputs).map(({ id }) => id)
      if (!layer && ids.some(id => parameterIds.has(id))) bypassed = true
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
      if (!fromBatch.has(input.id) || input.shape[0] !== inputs.shape[0]) bypassed = true
    },
    afterLayer: () => follow(true),
    end: () => follow(false),
    comesThroughLayers: tensor => fromLayers.has(tensor.id),
    bypassed: () => bypassed,
  }
}
