import { PlanishError } from '@planish/core'
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core'
import { tensor, tensor1d } from '@tensorflow/tfjs-core'
import { type Dataset, type Scale, size, valuesPerExample } from '../dataset.ts'

/** A batch on the host, scaled: inputs of `shape` = [batch, …inputShape], row-major. */
export interface HostBatch {
  readonly inputs: Float32Array
  readonly shape: number[]
  readonly labels: Int32Array
}

const tables = new WeakMap<Scale, Float32Array>()

/** What each of the 256 byte values becomes: a look-up is cheaper than an operation per value. */
function byteTable(scale: Scale): Float32Array {
  const known = tables.get(scale)
  if (known !== undefined) return known
  const table = Float32Array.from({ length: 256 }, (_, byte) => byte / scale.divide - scale.mean)
  tables.set(scale, table)
  return table
}

function lookUp(bytes: Uint8Array, table: Float32Array, into: Float32Array): void {
  for (let at = 0; at < bytes.length; at++) into[at] = table[bytes[at] as number] as number
}

function rescale(values: Float32Array, { divide, mean }: Scale, into: Float32Array): void {
  for (let at = 0; at < values.length; at++) into[at] = (values[at] as number) / divide - mean
}

/**
 * The examples at these indices, scaled as the data set says, in fresh arrays.
 *
 * @throws PlanishError `usage` when an index is out of range
 * @example
 * ```ts
 * import { orThrow, random } from '@planish/core'
 * import { batchOf, gaussianToy } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * batchOf(toy, [0, 7]).shape // [2, 3]
 * ```
 */
export function batchOf(dataset: Dataset, indices: Int32Array | readonly number[]): HostBatch {
  const width = valuesPerExample(dataset.inputShape)
  const inputs = new Float32Array(indices.length * width)
  const labels = new Int32Array(indices.length)
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position] as number
    const label = dataset.labels[index]
    if (label === undefined) {
      throw new PlanishError(
        'usage',
        `"${dataset.name}" of ${size(dataset)} examples has no example ${index}`,
      )
    }
    labels[position] = label
    const into = inputs.subarray(position * width, (position + 1) * width)
    const [start, end] = [index * width, (index + 1) * width]
    if (dataset.inputs instanceof Uint8Array) {
      lookUp(dataset.inputs.subarray(start, end), byteTable(dataset.scale), into)
    } else rescale(dataset.inputs.subarray(start, end), dataset.scale, into)
  }
  return { inputs, shape: [indices.length, ...dataset.inputShape], labels }
}

/** A batch on the backend: float32 inputs, int32 labels. */
export interface TensorBatch {
  readonly inputs: Tensor
  readonly labels: Tensor1D
}

/**
 * The batch as two tensors, which belong to the caller.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core'
 * import { disposeTree, orThrow, random } from '@planish/core'
 * import { batchOf, gaussianToy, toTensors } from '@planish/datasets'
 *
 * const toy = orThrow(gaussianToy({ size: 10, dimension: 3, signal: 1, sigma: 1, key: random.key(0) }))
 * const { inputs, labels } = toTensors(batchOf(toy, [0, 7]))
 * disposeTree([inputs, labels])
 * ```
 */
export const toTensors = ({ inputs, shape, labels }: HostBatch): TensorBatch => ({
  inputs: tensor(inputs, shape, 'float32'),
  labels: tensor1d(labels, 'int32'),
})
