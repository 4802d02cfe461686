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
import { multiplyAdds, type Operation, shapesOf, traffic } from './operation.ts'

/** Calls of one operation on one set of shapes, of one step on average. */
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
  /** The mean of the steps that were listened to. */
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
class Tally {
  private readonly byShape = new Map<string, { operation: Operation; calls: number; milliseconds: number }>()
  readonly add = ({ operation, milliseconds }: { operation: Operation; milliseconds: number }): void => {
    const key = `${operation.name} ${shapesOf(operation)}`
    const entry = this.byShape.get(key) ?? { operation, calls: 0, milliseconds: 0 }
    entry.calls++
    entry.milliseconds += milliseconds
    this.byShape.set(key, entry)
  }
  readonly forget = (): void => this.byShape.clear()
  readonly shares = (steps: number): Share[] =>
    [...this.byShape.values()]
      .map(({ operation, calls, milliseconds }) => ({
        operation: operation.name,
        shapes: shapesOf(operation),
        calls: calls / steps,
        milliseconds: milliseconds / steps,
        multiplyAdds: (multiplyAdds(operation) * calls) / steps,
        bytes: (traffic(operation) * calls) / steps,
      }))
      .toSorted((a, b) => b.milliseconds - a.milliseconds)
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
    const tally = new Tally()
    const backend = tf.backend()
    if (isNative(backend)) listenNative(backend, tally.add)
    else listenKernels(tf.getBackend(), tally.add)
    await step()
    tally.forget()
    const times = await repeat(step, listenMilliseconds)
    const shares = tally.shares(times.length)
    const tensorPeak = watchTensors()
    await step()
    return {
      milliseconds: Math.min(...quiet),
      listened: times.reduce((a, b) => a + b, 0) / times.length,
      steps: times.length,
      shares,
      tensorBytes: tensorPeak() - held,
    }
  })
})
