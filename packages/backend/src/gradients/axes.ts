import type { Tensor } from '@tensorflow/tfjs-core'
import { pad, reshape, slice, zeros } from '@tensorflow/tfjs-core'

const product = (lengths: readonly number[]): number => lengths.reduce((size, length) => size * length, 1)

/** `x` cut into pieces of `length` along `axis`: shape [pieces, length, elements behind the axis]. */
const inPieces = (x: Tensor, axis: number, length: number): Tensor =>
  reshape(x, [-1, length, product(x.shape.slice(axis + 1))])

/** `shape` with each of `lengths` on its axis. */
const withLengths = (
  shape: readonly number[],
  axes: readonly number[],
  lengths: readonly number[],
): number[] => shape.map((old, axis) => lengths[axes.indexOf(axis)] ?? old)

/** `step` − 1 zeros behind every element along `axis`. */
export function insertZeros(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x
  const apart = pad(inPieces(x, axis, 1), [
    [0, 0],
    [0, step - 1],
    [0, 0],
  ])
  return reshape(apart, withLengths(x.shape, [axis], [(x.shape[axis] as number) * step]))
}

/** `count` elements along `axis`, `step` apart, from the first on; tfjs's strided slice is slow on wasm. */
export function everyNth(x: Tensor, axis: number, step: number, count: number): Tensor {
  if (step === 1) return shifted(x, [axis], [0], [count])
  const pieces = inPieces(shifted(x, [axis], [0], [count * step]), axis, step)
  return reshape(slice(pieces, [0, 0, 0], [-1, 1, -1]), withLengths(x.shape, [axis], [count]))
}

/** `x` moved by `before` along each of `axes` and brought to `lengths`: cut off, or filled up with zeros. */
export function shifted(
  x: Tensor,
  axes: readonly number[],
  before: readonly number[],
  lengths: readonly number[],
): Tensor {
  const begin = x.shape.map(() => 0)
  const size = [...x.shape]
  const padding = x.shape.map((): [number, number] => [0, 0])
  axes.forEach((axis, index) => {
    const [move, length, old] = [before[index] as number, lengths[index] as number, x.shape[axis] as number]
    const first = Math.max(0, -move)
    const kept = Math.min(old, length - move) - first
    begin[axis] = first
    size[axis] = kept
    padding[axis] = [Math.max(0, move), length - Math.max(0, move) - kept]
  })
  if (size.some(length => length <= 0)) return zeros(withLengths(x.shape, axes, lengths))
  const cut = size.some((length, axis) => length < (x.shape[axis] as number)) ? slice(x, begin, size) : x
  return padding.some(([front, back]) => front > 0 || back > 0) ? pad(cut, padding) : cut
}
