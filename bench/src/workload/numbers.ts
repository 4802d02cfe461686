import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tree } from '@planish/core'
import { disposeTree, orThrow, random, safetensors } from '@planish/core'
import type { Batch, Model } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { Workload } from './workload.ts'

const paramsFile = 'params.safetensors'
const batchFile = 'batch.safetensors'

const keys = () => random.split(random.key(0), 3) as [random.Key, random.Key, random.Key]

const drawInputs = ({ inputShape, batchSize }: Workload) =>
  random.normal(keys()[1], tf.util.sizeFromShape([batchSize, ...inputShape]))

const drawLabels = ({ batchSize, classes }: Workload) => random.randint(keys()[2], batchSize, 0, classes)

/** A batch without a file; the caller's. */
export const drawBatch = (workload: Workload): Batch => ({
  inputs: tf.tensor(drawInputs(workload), [workload.batchSize, ...workload.inputShape]),
  labels: tf.tensor(drawLabels(workload), [workload.batchSize], 'int32'),
})

/**
 * Draws the numbers that every contestant computes with (the model's own initial parameters, standard normal
 * inputs, uniform labels: the same in every run) and writes them to a folder, as `planish step` reads a case:
 * `params.safetensors` by the paths of the parameters, `batch.safetensors` with `inputs` and `labels`.
 */
export async function writeNumbers(folder: string, workload: Workload): Promise<void> {
  const { inputShape, batchSize, withModel } = workload
  const [weightKey] = keys()
  const params = withModel(model => model.init(weightKey) as Tree)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, paramsFile), safetensors.encode(await safetensors.fromTree(params)))
  await writeFile(
    join(folder, batchFile),
    safetensors.encode({
      inputs: { dtype: 'float32', shape: [batchSize, ...inputShape], data: drawInputs(workload) },
      labels: { dtype: 'int32', shape: [batchSize], data: drawLabels(workload) },
    }),
  )
  disposeTree(params)
}

async function readTensors(folder: string, file: string) {
  return orThrow(safetensors.decode(await readFile(join(folder, file)))).tensors
}

/** The parameters of {@link writeNumbers} on the backend at hand. */
export async function readParams<P extends Tree>(folder: string, model: Model<P>): Promise<P> {
  const like = model.init(keys()[0])
  const params = orThrow(safetensors.toTree<P>(like, await readTensors(folder, paramsFile)))
  disposeTree(like)
  return params
}

/** The batch of {@link writeNumbers} on the backend at hand. */
export async function readBatch(folder: string, { inputShape, batchSize }: Workload): Promise<Batch> {
  const shape = [batchSize, ...inputShape]
  const like = { inputs: tf.zeros(shape), labels: tf.zeros([batchSize], 'int32') }
  const batch = orThrow(safetensors.toTree(like, await readTensors(folder, batchFile)))
  disposeTree(like)
  return batch
}
