import { PlanishError, type safetensors } from '@planish/core'
import type { Batch } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { ModelShape } from '../spec/model/shapedModel.ts'
import { readTensors } from './case.ts'

const file = 'batch.safetensors'

const fail = (why: string): PlanishError =>
  new PlanishError('format', `${file}: ${why}`, 'it holds inputs, float32 [B, …], and labels, int32 [B]')

/** Labels as int32, also from a file that holds them as int64. */
function labelData({ dtype, data }: safetensors.HostTensor): Int32Array {
  if (dtype === 'int32') return data as Int32Array
  if (dtype === 'int64') return Int32Array.from(data as BigInt64Array, Number)
  throw fail(`labels are ${dtype}, not int32 or int64`)
}

const shown = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** Reads a case's batch, and makes sure that it fits the model. */
export async function readBatch(folder: string, model: ModelShape): Promise<Batch> {
  const { inputs, labels, ...others } = await readTensors(folder, file)
  const [unknown] = Object.keys(others)
  if (inputs === undefined || labels === undefined) throw fail('it lacks inputs or labels')
  if (unknown !== undefined) throw fail(`it holds an unknown tensor "${unknown}"`)
  if (inputs.dtype !== 'float32') throw fail(`inputs are ${inputs.dtype}, not float32`)
  const [examples = 0, ...inputShape] = inputs.shape
  if (examples === 0) throw fail(`inputs of shape ${shown(inputs.shape)} hold no example`)
  if (labels.shape.length !== 1 || labels.shape[0] !== examples) {
    throw fail(`labels of shape ${shown(labels.shape)} do not fit inputs of shape ${shown(inputs.shape)}`)
  }
  const [size, wanted] = [inputShape, model.inputShape].map(shape => tf.util.sizeFromShape([...shape]))
  if (size !== wanted) {
    throw fail(`an input of shape ${shown(inputShape)} is not the model’s of ${wanted} values`)
  }
  const classes = labelData(labels)
  const count = model.classes === 1 ? 2 : model.classes // one logit tells two classes apart
  const stray = classes.find(label => label < 0 || label >= count)
  if (stray !== undefined) throw fail(`label ${stray} is not in [0, ${count})`)
  return {
    inputs: tf.tensor(inputs.data as Float32Array, [...inputs.shape]),
    labels: tf.tensor1d(classes, 'int32'),
  }
}
