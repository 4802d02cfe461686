import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core'
import {
  expandDims,
  greaterEqual,
  less,
  logicalAnd,
  reshape,
  scalar,
  scatterND,
  slice,
  UnsortedSegmentSum,
  where,
} from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/**
 * wasm lacks it, and with it the gradient of `gather`; that of cpu goes over all rows for each segment. Rows whose
 * segment does not exist play no part.
 */
export const unsortedSegmentSum: SuppliedKernel = {
  kernelName: UnsortedSegmentSum,
  backends: ['cpu', 'wasm'],
  compute: ({ x, segmentIds }, attributes) => {
    const rows = x as Tensor
    const ids = segmentIds as Tensor1D
    const segments = attributes.numSegments as number
    const exists = logicalAnd(greaterEqual(ids, scalar(0, 'int32')), less(ids, scalar(segments, 'int32')))
    // The others are added up in a row of their own, which is then left out.
    const targets = where(exists, ids as Tensor, scalar(segments, 'int32'))
    const inner = rows.shape.slice(1)
    const sums = scatterND(expandDims(targets, 1), reshape(rows, [ids.size, ...inner]), [
      segments + 1,
      ...inner,
    ])
    return slice(sums, 0, segments)
  },
}
