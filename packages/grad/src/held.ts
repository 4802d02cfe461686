import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** Tensors that outlive the scopes they are made in, until they are freed one by one or all together. */
export interface Held {
  /** Holds a tensor that was made here. */
  readonly hold: (tensor: Tensor) => Tensor
  /** Holds the data of a tensor of someone else's. */
  readonly holdCopy: (tensor: Tensor) => Tensor
  readonly free: (tensor: Tensor) => void
  readonly freeAll: () => void
}

/** An empty {@link Held}. */
export function held(): Held {
  const tensors = new Set<Tensor>()
  const hold = (tensor: Tensor): Tensor => {
    tensors.add(tf.keep(tensor))
    return tensor
  }
  return {
    hold,
    holdCopy: tensor => hold(tf.clone(tensor)),
    free: tensor => {
      if (tensors.delete(tensor)) tensor.dispose()
    },
    freeAll: () => {
      tf.dispose([...tensors])
      tensors.clear()
    },
  }
}
