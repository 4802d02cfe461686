import { PlanishError } from '@planish/core'
import * as tf from '@tensorflow/tfjs-core'
import { child } from '../contestants/child.ts'
import { readPoint, startBackend } from '../contestants/start.ts'
import { directionStep } from '../contestants/steps.ts'
import { watchTensors } from '../memory/watchTensors.ts'
import { rules } from '../rules.ts'
import { parseWorkload } from '../workload/workload.ts'
import { listenKernels } from './listenKernels.ts'
import { isNative, listenNative } from './listenNative.ts'
import { multiplyAdds, shapesOf, type Timing, traffic } from './operation.ts'

/** Calls of one operation on one set of shapes in a step. */
export interface Share {
  readonly operation: string
  readonly shapes: string
  readonly calls: number
  readonly milliseconds: number
  readonly multiplyAdds: number
  /** Bytes in and out. */
  readonly bytes: number
}

/** Where the time of a step goes. */
export interface Profile {
  /** Of the fastest step that nobody listened to. */
  readonly milliseconds: number
  /** Of the fastest of the steps that were listened to, to which the shares belong. */
  readonly listened: number
  readonly steps: number
  readonly shares: readonly Share[]
  /** Peak of live tensors less parameters and batch. */
  readonly tensorBytes: number
}

const warmUpMilliseconds = 2_000
const listenMilliseconds = 3_000

/** Runs a step again and again for some time, and at least twice; the times. */
async function repeat(step: () => Promise<unknown>, duration: number): Promise<number[]> {
  const times: number[] = []
  const began = performance.now()
  while (times.length < 2 || performance.now() - began < duration) {
    const begun = performance.now()
    await step()
    times.push(performance.now() - begun)
  }
  return times
}

/** Adds up what was heard. */
function sharesOf(heard: readonly Timing[]): Share[] {
  const byShape = new Map<string, Share>()
  for (const { operation, milliseconds } of heard) {
    const shapes = shapesOf(operation)
    const key = `${operation.name} ${shapes}`
    const before = byShape.get(key)
    byShape.set(key, {
      operation: operation.name,
      shapes,
      calls: (before?.calls ?? 0) + 1,
      milliseconds: (before?.milliseconds ?? 0) + milliseconds,
      multiplyAdds: (before?.multiplyAdds ?? 0) + multiplyAdds(operation),
      bytes: (before?.bytes ?? 0) + traffic(operation),
    })
  }
  return [...byShape.values()].toSorted((a, b) => b.milliseconds - a.milliseconds)
}

/** The process that measures where a step's time goes. */
await child(async assignment => {
  const { name } = await startBackend(assignment)
  if (name === 'webgpu') {
    throw new PlanishError(
      'usage',
      'calls of WebGPU return before they are done: nothing to see',
      'profile native or wasm',
    )
  }
  return parseWorkload(assignment.model).withModel(async (model): Promise<Profile> => {
    const point = await readPoint(model, assignment)
    const held = tf.memory().numBytes
    const [kind = 'sgd'] = assignment.kinds
    const whole = directionStep(rules[kind], point)
    const step = async (): Promise<void> => (await whole()).free()
    await repeat(step, warmUpMilliseconds)
    const quiet = await repeat(step, listenMilliseconds)
    const heard: Timing[] = []
    const backend = tf.backend()
    if (isNative(backend)) listenNative(backend, timing => heard.push(timing))
    else listenKernels(tf.getBackend(), timing => heard.push(timing))
    await step()
    let shares: readonly Share[] = []
    let listened = Number.POSITIVE_INFINITY
    const listening = async (): Promise<void> => {
      heard.length = 0
      const begun = performance.now()
      await step()
      const milliseconds = performance.now() - begun
      if (milliseconds >= listened) return
      listened = milliseconds
      shares = sharesOf(heard)
    }
    const { length: steps } = await repeat(listening, listenMilliseconds)
    const tensorPeak = watchTensors()
    await step()
    return {
      milliseconds: Math.min(...quiet),
      listened,
      steps,
      shares,
      tensorBytes: tensorPeak() - held,
    }
  })
})
