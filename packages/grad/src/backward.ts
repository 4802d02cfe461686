import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** A scalar and its gradient in each of some tensors. */
export interface Backward {
  readonly value: Tensor
  /** Undefined where a tensor plays no part. */
  readonly gradients: readonly (Tensor | undefined)[]
}

/** Frees what operations saved for a backward pass that will not come: tfjs forgets it when a pass throws. */
function dropTape(): void {
  const { state } = tf.engine()
  if (state.gradientDepth > 0) return // the outermost gradient will
  for (const { saved = [] } of state.activeTape ?? []) tf.dispose(saved)
  state.activeTape = []
}

/** The gradient of the scalar that `f` computes in `xs`, which `f` reads itself. Nothing leaks if it throws. */
export function backward(f: () => Tensor, xs: Tensor[]): Backward {
  try {
    const { value, grads } = tf.engine().gradients(f, xs, undefined, true)
    return { value, gradients: grads }
  } catch (thrown) {
    dropTape()
    throw thrown
  }
}
