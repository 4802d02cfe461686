import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import { child } from '../contestants/child.ts'
import { readPoint, startBackend } from '../contestants/start.ts'
import { directionStep } from '../contestants/steps.ts'
import { rules } from '../rules.ts'
import { parseWorkload } from '../workload/workload.ts'
import { residentSet } from './residentSet.ts'
import { watchTensors } from './watchTensors.ts'

/** What {@link MemoryRow} is made of. */
export interface Peak {
  /** Bytes of RAM with the backend started, and parameters and batch in it. */
  readonly before: number
  /** The most bytes of RAM during the steps. */
  readonly peak: number
  /** The most bytes of live tensors during the steps, less those of parameters and batch. */
  readonly tensors: number
  readonly steps: number
}

/** So many that the allocator's and the garbage collector's habits show. */
const steps = 6

/** What lies outside JavaScript's heap is given back after the collection that finds it unused. */
async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    global.gc?.()
    await setImmediate()
  }
}

/** The process that measures the memory of one rule. */
await child(async assignment => {
  await startBackend(assignment)
  return parseWorkload(assignment.model).withModel(async model => {
    const point = await readPoint(model, assignment)
    const [kind = 'sgd'] = assignment.kinds
    const step = directionStep(rules[kind], point)
    const held = tf.memory().numBytes
    const tensorPeak = watchTensors()
    await collectGarbage()
    residentSet.forget()
    const before = residentSet.now()
    for (let done = 0; done < steps; done++) (await step()).free()
    return { before, peak: residentSet.peak(), tensors: tensorPeak() - held, steps } satisfies Peak
  })
})
