import type { Key } from '@planish/core'
import type { AffineParams, ConvParams, DenseParams } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { type KernelInit, kernelInits } from './kernelInit.ts'

/** A dense layer to be drawn. */
export interface DenseShape {
  readonly inputs: number
  readonly outputs: number
  readonly bias: boolean
  readonly init: KernelInit
}

/** A kernel [inputs, outputs] with fanIn = inputs; a bias, if any, of zeros. */
export function drawDense(key: Key, { inputs, outputs, bias, init }: DenseShape): DenseParams {
  const kernel = tf.tensor(kernelInits[init](key, inputs, inputs * outputs), [inputs, outputs])
  return bias ? { kernel, bias: tf.zeros([outputs]) } : { kernel }
}

/** A convolution with a square kernel to be drawn. */
export interface ConvShape extends DenseShape {
  /** Height and width of the kernel, in pixels. */
  readonly size: number
}

/** A kernel [size, size, inputs, outputs] with fanIn = size²·inputs, as Flax; a bias, if any, of zeros. */
export function drawConv(key: Key, { size, inputs, outputs, bias, init }: ConvShape): ConvParams {
  const fanIn = size * size * inputs
  const kernel = tf.tensor(kernelInits[init](key, fanIn, fanIn * outputs), [size, size, inputs, outputs])
  return bias ? { kernel, bias: tf.zeros([outputs]) } : { kernel }
}

/** What a normalisation starts with: scale 1, bias 0. */
export const freshAffine = (channels: number): AffineParams => ({
  scale: tf.ones([channels]),
  bias: tf.zeros([channels]),
})
