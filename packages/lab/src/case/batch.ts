import { PlanishError, type safetensors } from '@planish/core'
import type { Batch } from '@planish/grad'
import type { DenseStackParams } from '@planish/models'
import * as tf from '@tensorflow/tfjs-core'
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

/** The length of a flattened input, and the number of classes, that parameters are for. */
function sizesOf({ layers }: DenseStackParams): { readonly inputs: number; readonly classes: number } {
  const inputs = layers[0]?.kernel.shape[0] ?? 0
  const logits = layers.at(-1)?.kernel.shape[1] ?? 0
  return { inputs, classes: logits === 1 ? 2 : logits }
}

const shown = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** Reads a case's batch, and makes sure that it fits the model. */
export async function readBatch(folder: string, params: DenseStackParams): Promise<Batch> {
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
  const wanted = sizesOf(params)
  if (tf.util.sizeFromShape(inputShape) !== wanted.inputs) {
    throw fail(`an input of shape ${shown(inputShape)} is not the model’s of ${wanted.inputs} values`)
  }
  const classes = labelData(labels)
  const stray = classes.find(label => label < 0 || label >= wanted.classes)
  if (stray !== undefined) throw fail(`label ${stray} is not in [0, ${wanted.classes})`)
  return {
    inputs: tf.tensor(inputs.data as Float32Array, [...inputs.shape]),
    labels: tf.tensor1d(classes, 'int32'),
  }
}
