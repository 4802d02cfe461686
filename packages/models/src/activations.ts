import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { gelu } from './gelu.ts'

/** Elementwise functions between the layers. */
export const activations = {
  relu: (x: Tensor): Tensor => tf.relu(x),
  tanh: (x: Tensor): Tensor => tf.tanh(x),
  gelu,
  identity: (x: Tensor): Tensor => x,
} as const

/** Names of {@link activations}. */
export type Activation = keyof typeof activations
