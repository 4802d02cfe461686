import { getBackend } from '@tensorflow/tfjs-core'
import { withoutOneDnn } from '../gradients/convolutionsWithoutOneDnn.ts'
import { type ConvGeometry, windowsOn } from './geometry.ts'
import { groupSize } from './groups.ts'

/** What a convolution with filters of each group's own amounts to, for one group. */
export interface GroupWork {
  /** Windows of the whole group: m·P. */
  readonly windows: number
  /** Elements of a window: kh·kw·C. */
  readonly elements: number
  readonly outChannels: number
}

/** @throws PlanishError `model` where the batch is not made of `groups` equal groups */
export function groupWork(
  inputShape: readonly number[],
  groups: number,
  [height, width, outChannels]: readonly [number, number, number],
  geometry: ConvGeometry,
): GroupWork {
  const [batch, , , channels] = inputShape as [number, number, number, number]
  const [down, across] = windowsOn(inputShape, [height, width], geometry).outputs as [number, number]
  return {
    windows: groupSize(batch, groups) * down * across,
    elements: height * width * channels,
    outChannels,
  }
}

const patchBytes = ({ windows, elements }: GroupWork): number => 4 * windows * elements

const large = (work: GroupWork): boolean => patchBytes(work) >= 0.5e6

/**
 * Whether a convolution and its gradient in the input go group by group, a call for each, or all at once as patches
 * times filters.
 *
 * All at once, but on two backends. wasm multiplies batches of matrices without vector instructions, 13 times slower
 * than one by one. On native a call costs 0.5 ms with oneDNN, 0.15 ms without it, where a batched product is two to
 * four times as slow: there large groups go by themselves. Processor time in ms for 3×3 kernels, each group one
 * example, all at once / group by group:
 *
 * | map, channels, batch | forward | input gradient | forward, no oneDNN | input gradient, no oneDNN |
 * |---|---|---|---|---|
 * | 32², 64, 16 | 20 / 26 | 22 / 20 | 52 / 20 | 74 / 21 |
 * | 16², 128, 16 | 17 / 31 | 22 / 21 | 22 / 18 | 28 / 23 |
 * | 4², 512, 4 | 7.2 / 9.6 | 10.6 / 13.8 | 15 / 8 | 31 / 28 |
 * | 32², 16, 32 | 7.9 / 15 | 7.8 / 16 | 8.5 / 9.2 | 12.3 / 9.7 |
 * | 8², 64, 32 | 3.3 / 11 | 5.0 / 16 | 6.4 / 9.1 | 9.3 / 10.5 |
 * | 28², 8, 32 | 4.6 / 16 | 5.1 / 19 | 3.6 / 5.1 | 3.4 / 3.9 |
 */
export function groupByGroup(work: GroupWork): boolean {
  if (getBackend() === 'wasm') return true
  const multiplications = work.windows * work.elements * work.outChannels
  return withoutOneDnn() && (multiplications >= 8e6 || large(work))
}

/**
 * The same for the gradients in the filters, where putting the calls' results together copies every filter. Measured
 * as above, without oneDNN in brackets: 32², 64 channels 21 / 31 (56 / 27), 16², 128 channels 20 / 32 (27 / 28),
 * 8², 256 channels 21 / 40 (34 / 51), 32², 16 channels 6.6 / 18 (14 / 9), 8², 64 channels 2.9 / 22 (7.0 / 10).
 */
export function filtersGroupByGroup(work: GroupWork): boolean {
  if (getBackend() === 'wasm') return true
  return withoutOneDnn() && large(work) && work.windows >= 8 * work.outChannels
}

/**
 * How many groups' patches are made at a time: at most 24 MB of them, since glibc maps anew, and clears, every
 * allocation above 32 MB (38 MB of patches: 23 ms, 3 ms where the memory is had already).
 */
export const groupsAtATime = (work: GroupWork): number => Math.max(1, Math.floor(24e6 / patchBytes(work)))
