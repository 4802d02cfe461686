import type { Tree } from '@planish/core'
import { tree } from '@planish/core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { expect } from 'vitest'

async function values(tensors: Tree<Tensor>): Promise<number[]> {
  const parts = await Promise.all(tree.leaves(tensors).map(leaf => leaf.data()))
  return parts.flatMap(part => Array.from(part as Float32Array))
}

/** The maximum of any number of values; NaN if one is. */
const largest = (all: readonly number[]): number =>
  all.reduce((most, value) => Math.max(most, value), -Infinity)

/** max |a − b| / max |b| over all leaves together: the relative error of `a` as one long vector. */
export async function largestDifference(a: Tree<Tensor>, b: Tree<Tensor>): Promise<number> {
  tree.map2(a, b, leaf => leaf) // throws, naming the path, where structures or shapes differ
  const [found, expected] = [await values(a), await values(b)]
  const scale = largest([...expected.map(Math.abs), Number.MIN_VALUE])
  return largest(found.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN)))) / scale
}

/** Fails unless the two agree to `tolerance` relative to the largest expected magnitude. */
export async function expectClose(a: Tree<Tensor>, b: Tree<Tensor>, tolerance: number): Promise<void> {
  const difference = await largestDifference(a, b)
  expect(
    difference,
    `relative difference ${difference} against a tolerance of ${tolerance}`,
  ).toBeLessThanOrEqual(tolerance)
}
