import type { Key } from '@planish/core'
import { random } from '@planish/core'
import type { AffineParams, ConvParams, Layers } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { drawConv, freshAffine } from './draw.ts'
import type { KernelInit } from './kernelInit.ts'
import { type NormChoice, normalise } from './norm.ts'
import { everySecond } from './pooling.ts'
import type { Shortcut } from './resNetVariants.ts'

/** A basic block's place in a network. */
export interface BlockShape {
  readonly inputs: number
  readonly outputs: number
  readonly stride: 1 | 2
}

/** Parameters of a convolution without bias and the normalisation that follows it. */
export type ConvNormParams = { readonly conv: ConvParams; readonly norm: AffineParams }

/** Parameters of a basic block; `shortcut` only where there is a projection. */
export type ResidualBlockParams = {
  readonly conv1: ConvParams
  readonly norm1: AffineParams
  readonly conv2: ConvParams
  readonly norm2: AffineParams
  readonly shortcut?: ConvNormParams
}

/** Fresh parameters of a block. */
export function drawBlock(
  key: Key,
  { inputs, outputs, stride }: BlockShape,
  shortcut: Shortcut,
  init: KernelInit,
): ResidualBlockParams {
  const conv = (index: number, size: number, inputs: number) =>
    drawConv(random.foldIn(key, index), { size, inputs, outputs, bias: false, init })
  const main = {
    conv1: conv(0, 3, inputs),
    norm1: freshAffine(outputs),
    conv2: conv(1, 3, outputs),
    norm2: freshAffine(outputs),
  }
  if (shortcut === 'pad' || (inputs === outputs && stride === 1)) return main
  return { ...main, shortcut: { conv: conv(2, 1, inputs), norm: freshAffine(outputs) } }
}

/** The input, as it is added where there is no projection: at every second position, channels of zeros behind. */
function padded(x: Tensor, stride: 1 | 2, channels: number): Tensor {
  const missing = channels - (x.shape.at(-1) ?? 0)
  const reached = stride === 1 ? x : everySecond(x)
  if (missing === 0) return reached
  return tf.pad(reached, [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, missing],
  ])
}

/**
 * relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)), both convolutions 3×3 with one pixel of zeros on every
 * side, the first of the given stride.
 */
export function residualBlock(layers: Layers, choice: NormChoice) {
  const norm = normalise(layers, choice)
  return (
    x: Tensor,
    { conv1, norm1, conv2, norm2, shortcut }: ResidualBlockParams,
    stride: 1 | 2,
  ): Tensor => {
    const hidden = tf.relu(norm(layers.conv(x, conv1, { strides: stride, padding: 1 }), norm1))
    const residual = norm(layers.conv(hidden, conv2, { padding: 1 }), norm2)
    const carried =
      shortcut === undefined
        ? padded(x, stride, conv1.kernel.shape.at(-1) ?? 0)
        : norm(layers.conv(x, shortcut.conv, { strides: stride, padding: 'valid' }), shortcut.norm)
    return tf.relu(tf.add(residual, carried))
  }
}
