import type { GradConfig, NamedAttrMap, Tensor, Tensor1D } from '@tensorflow/tfjs-core'
import {
  add,
  GatherV2,
  gather,
  range,
  reshape,
  transpose,
  unsortedSegmentSum,
  util,
} from '@tensorflow/tfjs-core'
import type { SuppliedKernel } from './suppliedKernel.ts'

/** How elements are taken from x, seen as [batches, outer, places, inner]. */
interface Taking {
  readonly axis: number
  readonly batchDims: number
  readonly batches: number
  readonly outer: number
  readonly places: number
  readonly inner: number
  /** How many are taken in each batch. */
  readonly taken: number
}

function takingOf(x: Tensor, indices: Tensor, attributes: NamedAttrMap): Taking {
  const { batchDims } = attributes as { batchDims: number }
  const axis = util.parseAxisParam(attributes.axis as number, x.shape)[0] as number
  const batches = util.sizeFromShape(x.shape.slice(0, batchDims))
  return {
    axis,
    batchDims,
    batches,
    outer: util.sizeFromShape(x.shape.slice(batchDims, axis)),
    places: x.shape[axis] as number,
    inner: util.sizeFromShape(x.shape.slice(axis + 1)),
    taken: indices.size / batches,
  }
}

/** The indices among the places of all batches, one batch after another; shape [batches · taken]. */
function placesOfAll(indices: Tensor, { batches, places, taken }: Taking): Tensor1D {
  const firstPlace = reshape(range(0, batches * places, places, 'int32'), [batches, 1])
  return reshape(add(reshape(indices, [batches, taken]), firstPlace), [batches * taken]) as Tensor1D
}

/** [batches, a, b, inner] with a and b the other way around. */
const swapMiddle = (x: Tensor, shape: readonly [number, number, number, number]): Tensor =>
  transpose(reshape(x, [...shape]), [0, 2, 1, 3])

/**
 * What was taken from a place added up there. tfjs's rule goes from batch to batch, in calls on tensors that
 * tfjs-core alone does not have in a browser.
 */
export const gatherGradient: GradConfig = {
  kernelName: GatherV2,
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, saved, attributes) => {
    const [x, indices] = saved as [Tensor, Tensor]
    const taking = takingOf(x, indices, attributes)
    const { batches, outer, places, inner, taken } = taking
    const inX = (): Tensor => {
      const rows = swapMiddle(dy as Tensor, [batches, outer, taken, inner])
      const sums = unsortedSegmentSum(
        reshape(rows, [batches * taken, outer * inner]),
        placesOfAll(indices, taking),
        batches * places,
      )
      return reshape(swapMiddle(sums, [batches, places, outer, inner]), x.shape)
    }
    return { x: inX }
  },
}

/**
 * wasm's kernel finds its way in the first batch alone, and reads and writes elsewhere for the others. Batches one
 * after another are a single one.
 */
export const gatherKernel: SuppliedKernel = {
  kernelName: GatherV2,
  backends: ['wasm'],
  compute: (inputs, attributes, original) => {
    const { x, indices } = inputs as { x: Tensor; indices: Tensor }
    const taking = takingOf(x, indices, attributes)
    const { axis, batchDims, batches, outer, places, inner, taken } = taking
    if (batches === 1) return original(inputs)
    const rows = reshape(swapMiddle(x, [batches, outer, places, inner]), [batches * places, outer * inner])
    const found = swapMiddle(gather(rows, placesOfAll(indices, taking)), [batches, taken, outer, inner])
    return reshape(found, [
      ...x.shape.slice(0, axis),
      ...indices.shape.slice(batchDims),
      ...x.shape.slice(axis + 1),
    ])
  },
}
