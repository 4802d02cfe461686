import { PlanishError, safetensors, scoped, type Tree } from '@planish/core'
import type { Batch } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import { keyOf, readCase, readTensors } from './case.ts'

/** Labels as int32, also from a file that holds them as int64. */
function labelData({ dtype, data }: safetensors.HostTensor): Int32Array {
  if (dtype === 'int32') return data as Int32Array
  if (dtype === 'int64') return Int32Array.from(data as BigInt64Array, Number)
  throw new PlanishError('format', `batch.safetensors: labels are ${dtype}, not int32 or int64`)
}

/** Reads `batch.safetensors`: `inputs` float32 [B, …] and `labels` int32 [B]. */
async function readBatch(folder: string): Promise<Batch> {
  const { inputs, labels, ...others } = await readTensors(folder, 'batch.safetensors')
  const [unknown] = Object.keys(others)
  if (inputs === undefined || labels === undefined || unknown !== undefined) {
    throw new PlanishError(
      'format',
      `batch.safetensors ${unknown === undefined ? 'lacks inputs or labels' : `holds an unknown tensor "${unknown}"`}`,
      'it holds inputs, float32 [B, …], and labels, int32 [B]',
    )
  }
  if (inputs.dtype !== 'float32') {
    throw new PlanishError('format', `batch.safetensors: inputs are ${inputs.dtype}, not float32`)
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== inputs.shape[0]) {
    throw new PlanishError(
      'format',
      `batch.safetensors: labels of shape [${labels.shape.join(', ')}] do not fit inputs of shape [${inputs.shape.join(', ')}]`,
    )
  }
  return {
    inputs: tf.tensor(inputs.data as Float32Array, [...inputs.shape]),
    labels: tf.tensor1d(labelData(labels), 'int32'),
  }
}

/** What one step came to. */
export interface StepResult {
  /** Mean loss of the first pass. */
  readonly loss: number
  /** The bytes of a safetensors file: the direction under the parameters' names, the loss in the metadata. */
  readonly bytes: Uint8Array
}

/** Takes the step that a folder describes, on the current backend. */
export const stepCase = (folder: string): Promise<StepResult> =>
  scoped(async own => {
    const described = await readCase(folder)
    const { model } = described.objective
    const like = own(model.init(keyOf(described)))
    const stored = safetensors.toTree(like, await readTensors(folder, 'params.safetensors'))
    if (stored._tag === 'Left') {
      throw new PlanishError('format', `params.safetensors: ${stored.left.message}`, stored.left.hint)
    }
    const params = own(stored.right)
    const batch = await readBatch(folder)
    own([batch.inputs, batch.labels])
    const { rule } = described.rule
    const state = own(rule.init(params))
    const result = rule.apply(described.objective, params, state, batch, keyOf(described))
    own<Tree>([result.direction, result.losses])
    const mean = own(tf.mean(result.losses))
    const [loss = Number.NaN] = await mean.data()
    const metadata = { loss: String(loss), path: result.path }
    return { loss, bytes: safetensors.encode(await safetensors.fromTree(result.direction), metadata) }
  })

/** Draws the parameters that a case starts from; resolves to the bytes of `params.safetensors`. */
export const initCase = (folder: string): Promise<Uint8Array> =>
  scoped(async own => {
    const described = await readCase(folder)
    const params = own(described.objective.model.init(keyOf(described)))
    return safetensors.encode(await safetensors.fromTree(params))
  })
