import { type Tree, tidy } from '@planish/core'
import type { Dataset } from '@planish/datasets'
import { type Model, plain } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { gridSide } from './gridSide.ts'

/** The part of the plane that is shown: a square. */
export interface Window {
  readonly left: number
  readonly bottom: number
  readonly side: number
}

/** The smallest square around the examples of a 2-D data set, with a margin; null for other data. */
export function windowOf({ inputs, inputShape }: Dataset): Window | null {
  if (inputShape.length !== 1 || inputShape[0] !== 2) return null
  const axis = (offset: number) => inputs.filter((_, at) => at % 2 === offset)
  const extent = (values: Iterable<number>) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
    return { centre: (low + high) / 2, length: high - low }
  }
  const [x, y] = [extent(axis(0)), extent(axis(1))]
  const side = 1.1 * Math.max(x.length, y.length)
  return { left: x.centre - side / 2, bottom: y.centre - side / 2, side }
}

/** The grid's points as inputs [gridSide², 2], row by row from the top; the caller's. */
export function gridOf({ left, bottom, side }: Window): tf.Tensor {
  const points = new Float32Array(2 * gridSide ** 2)
  for (let at = 0; at < gridSide ** 2; at++) {
    points[2 * at] = left + (((at % gridSide) + 0.5) / gridSide) * side
    points[2 * at + 1] = bottom + (1 - (Math.floor(at / gridSide) + 0.5) / gridSide) * side
  }
  return tf.tensor(points, [gridSide ** 2, 2])
}

/** P(class 1) at each point of the grid, 0 to 255. */
export async function planeOf<P extends Tree>(
  model: Model<P>,
  params: P,
  grid: tf.Tensor,
): Promise<Uint8Array> {
  const shares = tidy(() => {
    const logits = model.apply(plain)(params, grid)
    const ones = tf.slice(tf.softmax(logits), [0, 1], [-1, 1])
    return tf.round(tf.mul(ones, 255))
  })
  const values = await shares.data()
  shares.dispose()
  return Uint8Array.from(values)
}
