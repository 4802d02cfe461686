import { getBackend } from '@tensorflow/tfjs-core'
import { onNativeCpu } from '../gradients/convolutionsOnCpu.ts'
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
 * A call costs about 0.15 ms on native, patches are written once and read once. Measured there, processor time in ms
 * for 3×3 kernels, each group one example (all at once / group by group):
 *
 * | map, channels, batch | forward | input gradient |
 * |---|---|---|
 * | 32², 64, 16 | 52 / 20 | 74 / 21 |
 * | 16², 128, 16 | 22 / 18 | 28 / 23 |
 * | 4², 512, 4 | 15 / 8 | 31 / 28 |
 * | 32², 16, 32 | 8.5 / 9.2 | 12.3 / 9.7 |
 * | 8², 64, 32 | 6.4 / 9.1 | 9.3 / 10.5 |
 * | 28², 8, 32 | 3.6 / 5.1 | 3.4 / 3.9 |
 *
 * wasm multiplies batches of matrices without vector instructions, 13 times slower than one by one. WebGPU is
 * spared calls.
 */
export function groupByGroup(work: GroupWork): boolean {
  if (getBackend() === 'wasm') return true
  const multiplications = work.windows * work.elements * work.outChannels
  return onNativeCpu() && (multiplications >= 8e6 || large(work))
}

/**
 * The same for the gradients in the filters, which the calls' results are put together from: a copy of every filter.
 * Measured as above: 32², 64 channels 56 / 27, 16², 128 channels 27 / 28, 8², 256 channels 34 / 51, 4², 512 channels
 * 29 / 37, 32², 16 channels 14 / 9.
 */
export function filtersGroupByGroup(work: GroupWork): boolean {
  if (getBackend() === 'wasm') return true
  return onNativeCpu() && large(work) && work.windows >= 8 * work.outChannels
}
