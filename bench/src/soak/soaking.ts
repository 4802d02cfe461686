import type { Tree } from '@planish/core'
import { disposeTree, random } from '@planish/core'
import { crossEntropy, type Model } from '@planish/grad'
import { followedBy, optimizerStep, sgd } from '@planish/optim'
import * as tf from '@tensorflow/tfjs-core'
import { child } from '../contestants/child.ts'
import { startBackend } from '../contestants/start.ts'
import { residentSet } from '../memory/residentSet.ts'
import { rules } from '../rules.ts'
import { drawBatch } from '../workload/numbers.ts'
import { parseWorkload, type Workload } from '../workload/workload.ts'
import type { Sample, SoakAssignment, SoakGreeting } from './protocol.ts'

const say = (message: Sample | SoakGreeting): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Trains on one batch and says now and then what lives. */
async function soak<P extends Tree>(
  model: Model<P>,
  workload: Workload,
  { steps, every }: SoakAssignment,
): Promise<undefined> {
  const objective = { model, loss: crossEntropy }
  const batch = drawBatch(workload)
  const optimizer = followedBy(sgd({ learningRate: 0.01, momentum: 0.9 }))(rules['1-sam'])
  let params = model.init(random.key(0))
  let state = optimizer.init(params)
  const keys = random.split(random.key(1), steps)
  for (const [index, key] of keys.entries()) {
    const next = optimizerStep(objective, optimizer, params, state, batch, key)
    disposeTree([params, state])
    params = next.params
    state = next.state
    const losses = await next.losses.data<'float32'>()
    disposeTree(next.losses)
    const step = index + 1
    if (step % every !== 0) continue
    global.gc?.()
    const { numTensors, numBytes } = tf.memory()
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length
    say({ step, tensors: numTensors, tensorBytes: numBytes, residentBytes: residentSet.now(), loss })
  }
}

/** The process that runs the steps. */
await child<SoakAssignment>(async assignment => {
  const { device, version, software } = await startBackend({ ...assignment, gradients: 'planish' })
  say({ device, version, software })
  const workload = parseWorkload(assignment.model)
  return workload.withModel(model => soak(model, workload, assignment))
})
