import type { AffineParams, Layers } from '@planish/grad'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * What stands in the place of BatchNorm, which would make every example's output depend on the others:
 * `layer`, LayerNorm over the channels at each position, as the paper; `group`, GroupNorm.
 */
export type Norm = 'layer' | 'group'

/** Which normalisation a network has. */
export interface NormChoice {
  readonly norm: Norm
  /** Most groups that GroupNorm splits the channels into. */
  readonly groups: number
}

/** The largest number of equal groups that so many channels can be split into, at most `most`. */
export function groupsOf(channels: number, most: number): number {
  let groups = Math.min(channels, most)
  while (channels % groups !== 0) groups--
  return groups
}

/** Normalises over the last axis with the given choice; ε is 1e-6, as in Flax. */
export const normalise =
  (layers: Layers, { norm, groups }: NormChoice) =>
  (x: Tensor, params: AffineParams): Tensor =>
    norm === 'layer'
      ? layers.layerNorm(x, params)
      : layers.groupNorm(x, params, { groups: groupsOf(params.scale.size, groups) })
