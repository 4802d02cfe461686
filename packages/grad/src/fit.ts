import { PlanishError } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Layers } from './layers.ts'

/*
 * Checks that operands fit each other. They fail with the layer's name and both shapes, before tfjs would with
 * neither, or would broadcast.
 */

const shapeOf = ({ shape }: Tensor): string => `[${shape.join(', ')}]`

/** The input's channels are an axis of the parameter. */
export function expectChannels(
  layer: keyof Layers,
  input: Tensor,
  name: string,
  parameter: Tensor,
  rank: number,
  axis: number,
): void {
  if (parameter.rank === rank && input.shape.at(-1) === parameter.shape[axis]) return
  throw new PlanishError(
    'model',
    `${layer}: an input of shape ${shapeOf(input)} does not fit a ${name} of shape ${shapeOf(parameter)}`,
  )
}

/** A bias has one value for each output of what it goes with: one for all would broadcast. */
export function expectBias(
  layer: keyof Layers,
  bias: Tensor | undefined,
  name: string,
  outputs: number,
): void {
  if (bias === undefined || (bias.rank === 1 && bias.shape[0] === outputs)) return
  throw new PlanishError(
    'model',
    `${layer}: a bias of shape ${shapeOf(bias)} does not fit a ${name} of ${outputs} outputs`,
  )
}

/** A bias has the last axes of the input, and not the batch's. */
export function expectSuffix(layer: keyof Layers, input: Tensor, bias: Tensor): void {
  const { rank, shape } = bias
  if (rank >= 1 && rank < input.rank && input.shape.slice(-rank).join() === shape.join()) return
  throw new PlanishError(
    'model',
    `${layer}: an input of shape ${shapeOf(input)} does not fit a bias of shape ${shapeOf(bias)}`,
    'a bias has the last axes of the input, without the batch',
  )
}

/** Images are [B, height, width, channels]. */
export function expectImages(layer: keyof Layers, input: Tensor): void {
  if (input.rank === 4) return
  throw new PlanishError(
    'model',
    `${layer}: an input of shape ${shapeOf(input)} is no images`,
    'images are [B, height, width, channels]',
  )
}

/** Tokens are [B, T, n]. */
export function expectTokens(layer: keyof Layers, input: Tensor): void {
  if (input.rank === 3) return
  throw new PlanishError(
    'model',
    `${layer}: an input of shape ${shapeOf(input)} is no sequences`,
    'tokens are [B, T, n]',
  )
}
