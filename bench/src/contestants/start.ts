import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import type { Backend } from '@planish/backend'
import { backendNames, useBackend } from '@planish/backend'
import type { Tree } from '@planish/core'
import { orThrow, PlanishError } from '@planish/core'
import type { Model } from '@planish/grad'
import { crossEntropy } from '@planish/grad'
import * as tf from '@tensorflow/tfjs-core'
import type { Assignment } from '../protocol.ts'
import { readBatch, readParams } from '../workload/numbers.ts'
import { parseWorkload } from '../workload/workload.ts'
import type { Point } from './steps.ts'

/** The wasm backend of tfjs as it is, without a gradient of Planish's. */
async function startTfjs(backend: string): Promise<Backend> {
  if (backend !== 'wasm') throw new PlanishError('usage', "tfjs's own gradients are measured on wasm")
  await tf.setBackend('wasm')
  await tf.ready()
  return { name: 'wasm', device: 'CPU, WebAssembly', version: tf.version_core, software: false }
}

/** Starts the backend that a process was told to use. */
export async function startBackend({
  backend,
  gradients,
}: Pick<Assignment, 'backend' | 'gradients'>): Promise<Backend> {
  const name = backendNames.find(known => known === backend)
  if (name === undefined) throw new PlanishError('usage', `unknown backend "${backend}"`)
  return gradients === 'planish' ? orThrow(await useBackend(name)()) : startTfjs(name)
}

/** The assigned model's parameters and batch, on the backend at hand. */
export async function readPoint<P extends Tree>(
  model: Model<P>,
  { model: name, numbers }: Pick<Assignment, 'model' | 'numbers'>,
): Promise<Point<P>> {
  return {
    objective: { model, loss: crossEntropy },
    params: await readParams(numbers, model),
    batch: await readBatch(numbers, parseWorkload(name)),
  }
}
