import type { Tensor } from '@tensorflow/tfjs-core'
import { getBackend, matMul, mean, mul, ones, reshape, sum, tile } from '@tensorflow/tfjs-core'

/** What a normalisation's statistics are taken over. */
export type Extent =
  /** LayerNorm: the last axis, at each position by itself. */
  | { readonly kind: 'position' }
  /** GroupNorm: all positions of an example and the channels of one of `groups`. */
  | { readonly kind: 'group'; readonly groups: number }
  /** BatchNorm: all positions of all examples, each channel by itself. */
  | { readonly kind: 'batch' }

/** `x` [B, …, n] as [sets, positions, n], where the statistics of a set are its own. */
export function inSets(x: Tensor, { kind }: Extent): Tensor {
  const width = x.shape.at(-1) as number
  const positions = x.size / width
  if (kind === 'batch') return reshape(x, [1, positions, width])
  const sets = kind === 'group' ? (x.shape[0] as number) : positions
  return reshape(x, [sets, positions / sets, width])
}

/** Σ over the middle axis, [S, P, n] → [S, 1, n]. */
export function sumOverPositions(x: Tensor): Tensor {
  const [sets, positions] = x.shape as [number, number, number]
  if (getBackend() === 'tensorflow') return sum(x, 1, true)
  // tfjs's other kernels for sums over an axis that is not the last transpose the whole of it first.
  return matMul(ones([sets, 1, positions]), x)
}

/** Every channel's mean to the mean over its group, [S, 1, n] → [S, 1, n]. */
function overGroups(means: Tensor, groups: number): Tensor {
  const [sets, , width] = means.shape as [number, number, number]
  const grouped = mean(reshape(means, [sets, groups, width / groups]), 2, true)
  return reshape(tile(grouped, [1, 1, width / groups]), [sets, 1, width])
}

/**
 * The mean over the extent: A, from [S, P, n] to what broadcasts to it. As a map to [S, P, n] it is an orthogonal
 * projection, its own adjoint, which is what the gradient of a normalisation is made from.
 */
export function average(x: Tensor, extent: Extent): Tensor {
  if (extent.kind === 'position') return mean(x, 2, true)
  const means = mul(sumOverPositions(x), 1 / (x.shape[1] as number))
  return extent.kind === 'batch' ? means : overGroups(means, extent.groups)
}
