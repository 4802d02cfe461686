import type { GradConfig, Tensor, Tensor1D } from '@tensorflow/tfjs-core'
import { add, GatherV2, range, reshape, transpose, unsortedSegmentSum, util } from '@tensorflow/tfjs-core'

const product = (lengths: readonly number[]): number => lengths.reduce((size, length) => size * length, 1)

/**
 * What was taken from a place added up there. tfjs's rule goes from batch to batch, in calls on tensors that
 * tfjs-core alone does not have in a browser.
 */
export const gatherGradient: GradConfig = {
  kernelName: GatherV2,
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, saved, attributes) => {
    const [x, indices] = saved as [Tensor, Tensor]
    const { batchDims } = attributes as { batchDims: number }
    const axis = util.parseAxisParam(attributes.axis as number, x.shape)[0] as number
    const batches = product(x.shape.slice(0, batchDims))
    const outer = product(x.shape.slice(batchDims, axis))
    const inner = product(x.shape.slice(axis + 1))
    const places = x.shape[axis] as number
    const taken = indices.size / batches
    const inX = (): Tensor => {
      const rows = transpose(reshape(dy as Tensor, [batches, outer, taken, inner]), [0, 2, 1, 3])
      const firstPlace = reshape(range(0, batches * places, places, 'int32'), [batches, 1])
      const segments = add(reshape(indices, [batches, taken]), firstPlace)
      const sums = unsortedSegmentSum(
        reshape(rows, [batches * taken, outer * inner]),
        reshape(segments, [batches * taken]) as Tensor1D,
        batches * places,
      )
      return reshape(transpose(reshape(sums, [batches, places, outer, inner]), [0, 2, 1, 3]), x.shape)
    }
    return { x: inX }
  },
}
