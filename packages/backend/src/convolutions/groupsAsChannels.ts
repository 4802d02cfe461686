import type { Tensor } from '@tensorflow/tfjs-core'
import { reshape, transpose } from '@tensorflow/tfjs-core'
import type { ImageShape } from './geometry.ts'
import { groupSize } from './groups.ts'

/**
 * Images of groups side by side: [G·m, H, W, C] → [m, H, W, G·C]. Depthwise, one filter for each channel is then one
 * for each group and channel.
 *
 * @throws PlanishError `model` where the batch is not made of `groups` equal groups
 */
export function groupsIntoChannels(x: Tensor, groups: number): Tensor {
  const [batch, height, width, channels] = x.shape as ImageShape
  const size = groupSize(batch, groups)
  if (groups === 1) return x
  const apart = reshape(x, [groups, size, height * width, channels])
  return reshape(transpose(apart, [1, 2, 0, 3]), [size, height, width, groups * channels])
}

/** The inverse: [m, H, W, G·C] → [G·m, H, W, C]. */
export function groupsOutOfChannels(x: Tensor, groups: number): Tensor {
  if (groups === 1) return x
  const [size, height, width, channels] = x.shape as ImageShape
  const apart = reshape(x, [size, height * width, groups, channels / groups])
  return reshape(transpose(apart, [2, 0, 1, 3]), [groups * size, height, width, channels / groups])
}

/** Filters of groups as one: [G, kh, kw, C, multiplier] → [kh, kw, G·C, multiplier]. */
export function filtersIntoChannels(filters: Tensor): Tensor {
  const [groups, height, width, channels, multiplier] = filters.shape as [number, ...ImageShape]
  const apart = reshape(filters, [groups, height * width, channels * multiplier])
  return reshape(transpose(apart, [1, 0, 2]), [height, width, groups * channels, multiplier])
}

/** The inverse: [kh, kw, G·C, multiplier] → [G, kh, kw, C, multiplier]. */
export function filtersOutOfChannels(filter: Tensor, groups: number): Tensor {
  const [height, width, channels, multiplier] = filter.shape as ImageShape
  const apart = reshape(filter, [height * width, groups, (channels / groups) * multiplier])
  return reshape(transpose(apart, [1, 0, 2]), [groups, height, width, channels / groups, multiplier])
}
