import { random, scoped, tree } from '@planish/core'
import { expectClose } from '@planish/testing'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { applyUpdates } from '../applyUpdates.ts'
import { constant } from '../schedules/constant.ts'
import { cosine } from '../schedules/cosine.ts'
import type { Schedule } from '../schedules/schedule.ts'
import { stepDecay } from '../schedules/stepDecay.ts'
import { warmUp } from '../schedules/warmUp.ts'
import type { State } from '../state.ts'
import { addDecayedWeights } from './addDecayedWeights.ts'
import { chain } from './chain.ts'
import { clipByGlobalNorm } from './clipByGlobalNorm.ts'
import golden from './optax.golden.json' with { type: 'json' }
import { scale } from './scale.ts'
import { scaleBySchedule } from './scaleBySchedule.ts'
import { sgd } from './sgd.ts'
import { trace } from './trace.ts'
import type { GradientTransformation } from './transformation.ts'

/** Float32 sums of two dozen updates. */
const rounding = 2e-6

/** The leaves of the golden tree in the order of sorted names. */
const treeOf = (values: readonly number[]) => ({
  bias: tf.tensor1d(values.slice(0, 2)),
  kernel: tf.tensor2d(values.slice(2), [3, 2]),
})

const schedules: Record<keyof typeof golden.schedules, Schedule> = {
  constant: constant(0.05),
  cosine: cosine({ init: 0.1, steps: 16, alpha: 0.1 }),
  stepDecay: stepDecay({ init: 0.1, every: 7, factor: 0.5 }),
  warmUp: warmUp({ steps: 6, from: 0.01, to: cosine({ init: 0.1, steps: 14 }) }),
}

const descend = scale(-0.05)
const descendBy = (schedule: Schedule) => scaleBySchedule(count => -schedule(count))

const transformations: Record<keyof typeof golden.trajectories, GradientTransformation> = {
  trace: chain(trace({ decay: 0.9 }), descend),
  nesterov: chain(trace({ decay: 0.9, nesterov: true }), descend),
  'weight decay, momentum': chain(addDecayedWeights(0.1), trace({ decay: 0.8 }), descend),
  'momentum, weight decay': chain(trace({ decay: 0.8 }), addDecayedWeights(0.1), descend),
  'clip by global norm': chain(clipByGlobalNorm(2), descend),
  'clip, momentum, nested': chain(
    chain(clipByGlobalNorm(1.5), addDecayedWeights(0.01)),
    sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true }),
  ),
  constant: descendBy(schedules.constant),
  cosine: descendBy(schedules.cosine),
  stepDecay: descendBy(schedules.stepDecay),
  warmUp: descendBy(schedules.warmUp),
  'sgd with warm-up': sgd({
    learningRate: schedules.warmUp,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-3,
  }),
}

const entriesOf = <K extends string, V>(record: Record<K, V>): [K, V][] => Object.entries(record) as [K, V][]

describe('the trajectory of optax', () => {
  it.each(entriesOf(transformations))('%s', (name, transformation) =>
    scoped(async own => {
      let params = own(treeOf(golden.params))
      let state: State = own(transformation.init(params))
      for (const [step, values] of golden.gradients.entries()) {
        const gradient = own(treeOf(values))
        const next = own({ ...transformation.update(gradient, state, params) })
        params = own(applyUpdates(params, next.updates))
        state = next.state
        await expectClose(params, own(treeOf(golden.trajectories[name][step] as number[])), rounding)
      }
    }),
  )
})

it.each(entriesOf(schedules))('the schedule %s has the values of optax', (name, schedule) => {
  golden.schedules[name].forEach((value, count) => {
    expect(schedule(count)).toBeCloseTo(value, 14)
  })
})

describe('what a transformation is given', () => {
  it.each(entriesOf(transformations))('%s leaves as it is, and what it gives is new', (_, transformation) =>
    scoped(async own => {
      const given = own({ params: treeOf(golden.params), updates: treeOf(golden.gradients[0] as number[]) })
      const state = own(transformation.init(given.params))
      const values = async () => Promise.all(tree.leaves<tf.Tensor | number>([given, state]).map(read))
      const before = await values()
      const live = tf.memory().numTensors
      const made = { ...transformation.update(given.updates, state, given.params) }
      expect(await values()).toEqual(before)
      const fresh = tree.leaves<tf.Tensor | number>(made).filter(leaf => leaf instanceof tf.Tensor)
      expect(tf.memory().numTensors).toBe(live + fresh.length)
      tf.dispose(fresh)
      expect(await values()).toEqual(before)
    }),
  )
})

async function read(leaf: tf.Tensor | number): Promise<number[]> {
  return typeof leaf === 'number' ? [leaf] : Array.from(await leaf.data())
}

describe('clipping', () => {
  it('bounds the norm over all leaves together, keeps the direction, and is the identity below', () =>
    scoped(async own => {
      const clip = clipByGlobalNorm(0.5)
      for (const [seed, size] of [
        [1, 1e-3],
        [2, 0.1],
        [3, 10],
        [4, 1e4],
      ] as const) {
        const values = Array.from(random.normal(random.key(seed), 8), x => x * size)
        const norm = Math.hypot(...values)
        const factor = Math.min(1, 0.5 / norm)
        const { updates } = own({ ...clip.update(own(treeOf(values)), [], own(treeOf(values))) })
        await expectClose(updates, own(treeOf(values.map(x => x * factor))), rounding)
      }
    }))

  it('leaves a zero update zero', () =>
    scoped(async own => {
      const zeros = own(treeOf(Array(8).fill(0)))
      const { updates } = own({ ...clipByGlobalNorm(0.5).update(zeros, [], zeros) })
      await expectClose(updates, zeros, 0)
    }))
})
