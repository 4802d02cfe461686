import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** `tf.reshape`, but nothing where the shape is right: on native, reshaping is a call like any other. */
export const reshaped = (x: Tensor, shape: readonly number[]): Tensor =>
  x.rank === shape.length && x.shape.every((size, axis) => size === shape[axis])
    ? x
    : tf.reshape(x, [...shape])

/** [B, …, n] to [G, positions of a group, n]; n the last axis unless given. */
export const byGroup = (x: Tensor, groups: number, width = x.shape.at(-1) as number): Tensor =>
  reshaped(x, [groups, x.size / (groups * width), width])

/** [B, …, n] to [all positions, n]. */
export const rowsOf = (x: Tensor, width = x.shape.at(-1) as number): Tensor =>
  reshaped(x, [x.size / width, width])

/** Each group's numbers as one row: [G, …] to [G, n]. */
export const groupRows = (x: Tensor): Tensor => rowsOf(x, x.size / (x.shape[0] as number))

/** Σ x² of each row of x [G, …], [G]. */
export const rowSquares = (x: Tensor): Tensor => tf.sum(tf.square(groupRows(x)), 1)

/** A factor for each group, [G], shaped to go against [G, …] of a rank. */
export type PerGroup = (rank: number) => Tensor

/** Made once for each of the ranks: on native, reshaping is a call like any other. */
export function perGroup(factors: Tensor, ranks: Iterable<number>): PerGroup {
  const byRank = new Map<number, Tensor>()
  for (const rank of ranks) {
    const shape = [factors.size, ...Array.from({ length: rank - 1 }, () => 1)]
    if (!byRank.has(rank)) byRank.set(rank, reshaped(factors, shape))
  }
  return rank => byRank.get(rank) as Tensor
}
